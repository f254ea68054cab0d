"""who may sign in at the console

Revision 0002, after 0001.
"""

import sqlalchemy as sa
from alembic import op

from models.base import BigInt, UtcDateTime

revision = '0002'
down_revision = '0001'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        'account',
        sa.Column('id', BigInt, autoincrement=True, nullable=False),
        sa.Column('name', sa.String(length=32), nullable=False),
        sa.Column('staff_id', BigInt, nullable=True),
        sa.Column('organ_id', BigInt, nullable=True),
        sa.Column('created_at', UtcDateTime(), nullable=False),
        sa.Column('password_hash', sa.String(length=255), nullable=False),
        sa.Column('totp_sealed', sa.String(length=255), nullable=False),
        sa.Column('totp_confirmed_at', UtcDateTime(), nullable=True),
        sa.Column('totp_step', sa.Integer(), nullable=False),
        sa.Column('failures', sa.Integer(), nullable=False),
        sa.Column('locked_until', UtcDateTime(), nullable=True),
        sa.Column('generation', sa.Integer(), nullable=False),
        sa.Column('invitation_hash', sa.String(length=64), nullable=False),
        sa.Column('invitation_expires_at', UtcDateTime(), nullable=True),
        sa.Column('last_sign_in_at', UtcDateTime(), nullable=True),
        sa.CheckConstraint('(staff_id IS NULL) <> (organ_id IS NULL)', name=op.f('ck_account_one_owner')),
        sa.ForeignKeyConstraint(['staff_id'], ['staff.id'], name=op.f('fk_account_staff_id')),
        sa.ForeignKeyConstraint(['organ_id'], ['organ.id'], name=op.f('fk_account_organ_id')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_account')),
        sa.UniqueConstraint('name', name=op.f('uq_account_name')),
        sa.UniqueConstraint('staff_id', name=op.f('uq_account_staff_id')),
        sa.UniqueConstraint('organ_id', name=op.f('uq_account_organ_id')),
    )


def downgrade() -> None:
    op.drop_table('account')
