"""old photos drawn anew, photos the check held, where a resident stood

Revision 0010, after 0009.
"""

import sqlalchemy as sa
from alembic import op

revision = '0010'
down_revision = '0009'
branch_labels = None
depends_on = None

HELD = "state = 'stored' AND \"check\" = 'risky' AND trace_id <> ''"

POINTS = (('issue', 'latitude'), ('issue', 'longitude'), ('contact', 'scene_latitude'), ('contact', 'scene_longitude'))


def upgrade() -> None:
    op.add_column('attachment', sa.Column('drawn_from', sa.String(length=200), server_default=sa.text("''"), nullable=False))
    op.create_index('ix_attachment_drawn_from', 'attachment', ['drawn_from'], sqlite_where=sa.text("drawn_from <> ''"), postgresql_where=sa.text("drawn_from <> ''"))
    op.create_index('ix_attachment_held', 'attachment', ['issue_id'], sqlite_where=sa.text(HELD), postgresql_where=sa.text(HELD))
    for table, column in POINTS:
        op.add_column(table, sa.Column(column, sa.Double(), nullable=True))


def downgrade() -> None:
    for table, column in POINTS:
        op.drop_column(table, column)
    op.drop_index('ix_attachment_held', table_name='attachment')
    op.drop_index('ix_attachment_drawn_from', table_name='attachment')
    op.drop_column('attachment', 'drawn_from')
