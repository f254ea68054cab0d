"""photos by which a deputy shows what was done

Revision 0013, after 0012.
"""

import sqlalchemy as sa
from alembic import op

import models.base


revision = '0013'
down_revision = '0012'
branch_labels = None
depends_on = None

NAME = 'fk_attachment_by_deputy_id_deputy'


def upgrade() -> None:
    with op.batch_alter_table('attachment') as table:
        table.add_column(sa.Column('by_deputy_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True))
        table.add_column(sa.Column('sent_at', models.base.UtcDateTime(timezone=True), nullable=True))
        table.create_foreign_key(NAME, 'deputy', ['by_deputy_id'], ['id'])


def downgrade() -> None:
    """The release before would take them for the resident's."""
    op.execute('DELETE FROM attachment WHERE by_deputy_id IS NOT NULL')
    with op.batch_alter_table('attachment') as table:
        table.drop_constraint(NAME, type_='foreignkey')
        table.drop_column('sent_at')
        table.drop_column('by_deputy_id')
