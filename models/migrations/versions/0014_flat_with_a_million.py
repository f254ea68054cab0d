"""what makes the work list, a matter's page and the dashboard cost the same with a million matters stored

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
    _cells(in_order=True)


def _cells(*, in_order: bool) -> None:
    """SQLite: the cells of the statistics lie in the order of their key, in which they are added up."""
    if op.get_bind().dialect.name != 'sqlite':
        return
    op.rename_table('statistic', 'statistic_before')
    key = ('measure', 'month', 'township', 'key', 'part', 'days')
    op.create_table('statistic',
    sa.Column('measure', sa.String(length=32), nullable=False),
    sa.Column('month', sa.Date(), nullable=False),
    sa.Column('township', sa.String(length=32), nullable=False),
    sa.Column('key', sa.String(length=128), nullable=False),
    sa.Column('part', sa.String(length=32), nullable=False),
    sa.Column('days', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('count', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint(*key, name=op.f('pk_statistic')),
    sqlite_with_rowid=not in_order
    )
    columns = ', '.join((*key, 'count'))
    op.execute(f'INSERT INTO statistic ({columns}) SELECT {columns} FROM statistic_before')
    op.drop_table('statistic_before')


def downgrade() -> None:
    _cells(in_order=False)
    op.create_index('ix_issue_message_issue_id', 'issue_message', ['issue_id'])
    op.drop_index('ix_issue_message_issue_check', 'issue_message')
    for name, table, _columns, _condition in reversed(PARTIAL):
        op.drop_index(name, table)
