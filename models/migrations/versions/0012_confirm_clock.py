"""the clock of what is answered and not yet confirmed, for matters that wait already

Revision 0012, after 0011.
"""

from datetime import datetime, timedelta

import sqlalchemy as sa
from alembic import op

import models.base


revision = '0012'
down_revision = '0011'
branch_labels = None
depends_on = None

DAYS = 14
"""Ten working days, as near as a migration knows: the work calendar is the county's."""

_TIME = models.base.UtcDateTime(timezone=True)
_issue = sa.table('issue', sa.column('id', sa.BigInteger), sa.column('state', sa.String), sa.column('answered_at', _TIME))
_clock = sa.table(
    'issue_clock',
    *(sa.column(name, sa.BigInteger) for name in ('issue_id', 'round', 'reminded')),
    *(sa.column(name, sa.String) for name in ('kind', 'source')),
    *(sa.column(name, _TIME) for name in ('started_at', 'due_at', 'next_at')),
)


def upgrade() -> None:
    waiting = sa.select(_issue.c.id, _issue.c.answered_at).where(
        _issue.c.state == 'answered', _issue.c.answered_at.is_not(None)
    )
    connection = op.get_bind()
    for rows in connection.execute(waiting).partitions(1000):
        connection.execute(_clock.insert(), [_started(number, since) for number, since in rows])


def _started(number: int, since: datetime) -> dict[str, object]:
    # looked at by the next tick, which finds its next reminder by itself
    return {
        'issue_id': number, 'kind': 'confirm', 'round': 1, 'reminded': 0, 'source': '本县默认期限，可调整',
        'started_at': since, 'due_at': since + timedelta(days=DAYS), 'next_at': since,
    }


def downgrade() -> None:
    op.execute(_clock.delete().where(_clock.c.kind == 'confirm'))
