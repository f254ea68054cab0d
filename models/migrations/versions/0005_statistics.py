"""what the dashboard counts from

Revision 0005, after 0004. The scheduler fills it: with no mark it counts every month there is.
"""

import sqlalchemy as sa
from alembic import op
import models.base


revision = '0005'
down_revision = '0004'
branch_labels = None
depends_on = None

MEASURES = (
    'issues', 'category', 'grid', 'result', 'satisfaction', 'timely', 'receipt_days', 'answer_days', 'closing_days',
    'organ', 'organ_result', 'organ_days', 'organ_timely', 'organ_attitude', 'organ_effect', 'organ_solved',
)


def upgrade() -> None:
    op.create_table('statistic',
    sa.Column('measure', sa.Enum(*MEASURES, name='measure', native_enum=False, length=32), nullable=False),
    sa.Column('month', sa.Date(), nullable=False),
    sa.Column('township', sa.String(length=32), nullable=False),
    sa.Column('key', sa.String(length=128), nullable=False),
    sa.Column('part', sa.String(length=32), nullable=False),
    sa.Column('days', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('count', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('measure', 'month', 'township', 'key', 'part', 'days', name=op.f('pk_statistic'))
    )
    op.create_table('statistic_month',
    sa.Column('month', sa.Date(), nullable=False),
    sa.Column('changed_at', models.base.UtcDateTime(timezone=True), nullable=True),
    sa.Column('counted_at', models.base.UtcDateTime(timezone=True), nullable=True),
    sa.PrimaryKeyConstraint('month', name=op.f('pk_statistic_month'))
    )
    op.create_index('ix_statistic_month_changed', 'statistic_month', ['month'], sqlite_where=sa.text('changed_at IS NOT NULL'), postgresql_where=sa.text('changed_at IS NOT NULL'))
    op.create_table('statistic_mark',
    sa.Column('log', sa.String(length=16), nullable=False),
    sa.Column('before', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('read', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.PrimaryKeyConstraint('log', name=op.f('pk_statistic_mark'))
    )


def downgrade() -> None:
    op.drop_table('statistic_mark')
    op.drop_table('statistic_month')
    op.drop_table('statistic')
