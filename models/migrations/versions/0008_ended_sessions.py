"""sessions that were signed out of

Revision 0008, after 0007.
"""

import sqlalchemy as sa
from alembic import op

import models.base

revision = '0008'
down_revision = '0007'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('ended_session',
    sa.Column('key', sa.String(length=32), nullable=False),
    sa.Column('until', models.base.UtcDateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('key', name=op.f('pk_ended_session'))
    )


def downgrade() -> None:
    op.drop_table('ended_session')
