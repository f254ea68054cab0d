"""old photos drawn anew, photos and words that no check has passed, where a resident stood

Revision 0013, after 0009.
"""

import sqlalchemy as sa
from alembic import op

revision = '0013'
down_revision = '0009'
branch_labels = None
depends_on = None

UNPASSED = "state = 'stored' AND \"check\" <> 'passed'"

POINTS = (('issue', 'latitude'), ('issue', 'longitude'), ('contact', 'scene_latitude'), ('contact', 'scene_longitude'))


def upgrade() -> None:
    op.add_column('attachment', sa.Column('drawn_from', sa.String(length=200), server_default=sa.text("''"), nullable=False))
    op.create_index('ix_attachment_drawn_from', 'attachment', ['drawn_from'], sqlite_where=sa.text("drawn_from <> ''"), postgresql_where=sa.text("drawn_from <> ''"))
    op.create_index('ix_attachment_unpassed', 'attachment', ['issue_id'], sqlite_where=sa.text(UNPASSED), postgresql_where=sa.text(UNPASSED))
    unchecked = sa.text("\"check\" = 'unchecked'")
    op.create_index('ix_issue_message_unchecked', 'issue_message', ['issue_id'], sqlite_where=unchecked, postgresql_where=unchecked)
    for table, column in POINTS:
        op.add_column(table, sa.Column(column, sa.Double(), nullable=True))


def downgrade() -> None:
    for table, column in POINTS:
        op.drop_column(table, column)
    op.drop_index('ix_issue_message_unchecked', table_name='issue_message')
    op.drop_index('ix_attachment_unpassed', table_name='attachment')
    op.drop_index('ix_attachment_drawn_from', table_name='attachment')
    op.drop_column('attachment', 'drawn_from')
