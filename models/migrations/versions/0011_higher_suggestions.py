"""a study and its clock for the suggestions that a higher congress assigns

Revision 0011, after 0010.
"""

from alembic import op

revision = '0011'
down_revision = '0010'
branch_labels = None
depends_on = None

# They had no assignment, so nobody was reminded of them. From now on staff have two weeks to pass one on, and one month
# to ask what became of one passed on before. The clock is looked at with the first tick, which finds out when its
# reminders are due.
STUDIES = """
    INSERT INTO assignment (suggestion_id, state, level, county, township, round, requirement, created_at, supervised_for, key_note)
    SELECT id, 'study', 'county', county, township, 1, '', coalesce(submitted_at, created_at), '', '' FROM suggestion
    WHERE capacity IN ('province', 'city') AND state IN ('submitted', 'forwarded')
      AND NOT EXISTS (SELECT 1 FROM assignment WHERE assignment.suggestion_id = suggestion.id) ORDER BY id
"""
CLOCKS = """
    INSERT INTO assignment_clock (assignment_id, kind, turn, started_at, due_at, source, next_at, reminded)
    SELECT assignment.id, '{kind}', 1, {now}, {due}, '本县默认期限，可调整', {now}, 0
    FROM assignment JOIN suggestion ON suggestion.id = assignment.suggestion_id
    WHERE suggestion.capacity IN ('province', 'city') AND suggestion.state = '{state}'
      AND NOT EXISTS (SELECT 1 FROM assignment_clock WHERE assignment_clock.assignment_id = assignment.id AND stopped_at IS NULL)
"""
NOW = {'sqlite': "datetime('now')", 'postgresql': 'now()'}
IN_DAYS = {'sqlite': "datetime('now', '+{days} days')", 'postgresql': "now() + interval '{days} days'"}


def upgrade() -> None:
    dialect = op.get_bind().dialect.name
    op.execute(STUDIES)
    for state, kind, days in (('submitted', 'study', 14), ('forwarded', 'higher', 30)):
        due = IN_DAYS[dialect].format(days=days)
        op.execute(CLOCKS.format(kind=kind, now=NOW[dialect], due=due, state=state))


def downgrade() -> None:
    """The release before does not know this clock; the assignments it can read, and leaves alone."""
    op.execute("DELETE FROM assignment_clock WHERE kind = 'higher'")
