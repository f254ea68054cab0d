"""the organs' yearly reports

Revision 0016, after 0015.
"""

import sqlalchemy as sa
from alembic import op

import models.base


revision = '0016'
down_revision = '0015'
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), 'sqlite')


def moment(name: str, nullable: bool = True) -> sa.Column[object]:
    return sa.Column(name, models.base.UtcDateTime(timezone=True), nullable=nullable)


def upgrade() -> None:
    op.create_table(
        'yearly_round',
        sa.Column('id', BIG, autoincrement=True, nullable=False),
        sa.Column('year', sa.Integer(), nullable=False),
        sa.Column('first', sa.Date(), nullable=False),
        sa.Column('last', sa.Date(), nullable=False),
        moment('due_at', nullable=False),
        sa.Column('source', sa.String(64), nullable=False),
        moment('opened_at', nullable=False),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_yearly_round')),
        sa.UniqueConstraint('year', name=op.f('uq_yearly_round_year')),
    )
    op.create_table(
        'yearly_report',
        sa.Column('id', BIG, autoincrement=True, nullable=False),
        sa.Column('round_id', BIG, nullable=False),
        sa.Column('organ_id', BIG, nullable=False),
        sa.Column('state', sa.String(32), nullable=False),
        moment('started_at', nullable=False),
        moment('due_at', nullable=False),
        moment('next_at'),
        sa.Column('reminded', sa.Integer(), nullable=False),
        moment('late_at'),
        moment('very_late_at'),
        sa.Column('version', sa.Integer(), nullable=False),
        sa.Column('text', sa.Text(), nullable=False),
        sa.Column('signer', sa.String(32), nullable=False),
        moment('handed_in_at'),
        moment('corrected_at'),
        moment('returned_at'),
        sa.Column('return_reason', sa.String(1000), nullable=False),
        moment('noted_at'),
        sa.Column('decided_by', BIG, nullable=True),
        sa.ForeignKeyConstraint(['round_id'], ['yearly_round.id'], name=op.f('fk_yearly_report_round_id_yearly_round')),
        sa.ForeignKeyConstraint(['organ_id'], ['organ.id'], name=op.f('fk_yearly_report_organ_id_organ')),
        sa.ForeignKeyConstraint(['decided_by'], ['staff.id'], name=op.f('fk_yearly_report_decided_by_staff')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_yearly_report')),
        sa.UniqueConstraint('round_id', 'organ_id', name=op.f('uq_yearly_report_round_id_organ_id')),
    )
    op.create_index('ix_yearly_report_organ_id', 'yearly_report', ['organ_id'])
    running = sa.text('next_at IS NOT NULL')
    op.create_index(
        'ix_yearly_report_running', 'yearly_report', ['next_at'], sqlite_where=running, postgresql_where=running
    )
    op.create_index('ix_assignment_organ_given', 'assignment_organ', ['organ_id', 'given_at'])


def downgrade() -> None:
    op.drop_index('ix_assignment_organ_given', 'assignment_organ')
    op.drop_table('yearly_report')
    op.drop_table('yearly_round')
