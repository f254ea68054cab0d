"""indexes by which the work list and a matter's page cost the same with a million matters stored

Revision 0014, after 0013.
"""

import sqlalchemy as sa
from alembic import op


revision = '0014'
down_revision = '0013'
branch_labels = None
depends_on = None

PARTIAL = (
    ('ix_issue_heard', 'issue', ('state', 'last_heard_at'), 'closed_at IS NULL'),
    ('ix_issue_message_unchecked', 'issue_message', ('issue_id',), "\"check\" = 'unchecked'"),
    ('ix_attachment_unchecked', 'attachment', ('issue_id',), "state = 'stored' AND \"check\" = 'unchecked'"),
    ('ix_assignment_suggestion', 'assignment', ('suggestion_id',), 'suggestion_id IS NOT NULL'),
)


def upgrade() -> None:
    for name, table, columns, condition in PARTIAL:
        where = sa.text(condition)
        op.create_index(name, table, list(columns), sqlite_where=where, postgresql_where=where)
    op.create_index('ix_issue_message_issue_check', 'issue_message', ['issue_id', 'check'])
    op.drop_index('ix_issue_message_issue_id', 'issue_message')


def downgrade() -> None:
    op.create_index('ix_issue_message_issue_id', 'issue_message', ['issue_id'])
    op.drop_index('ix_issue_message_issue_check', 'issue_message')
    for name, table, _columns, _condition in reversed(PARTIAL):
        op.drop_index(name, table)
