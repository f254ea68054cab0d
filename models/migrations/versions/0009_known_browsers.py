"""wrong tries from browsers that are known, and with wrong invitations, counted apart

Revision 0009, after 0008.
"""

import sqlalchemy as sa
from alembic import op

import models.base

revision = '0009'
down_revision = '0008'
branch_labels = None
depends_on = None

COUNTERS = ('known_failures', 'invitation_failures')


def upgrade() -> None:
    for name in COUNTERS:
        op.add_column('account', sa.Column(name, sa.Integer(), server_default=sa.text('0'), nullable=False))
    op.add_column('account', sa.Column('known_locked_until', models.base.UtcDateTime(timezone=True), nullable=True))


def downgrade() -> None:
    op.drop_column('account', 'known_locked_until')
    for name in COUNTERS:
        op.drop_column('account', name)
