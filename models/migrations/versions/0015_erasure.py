"""what is still to be removed after somebody had their data erased

Revision 0015, after 0014.
"""

import sqlalchemy as sa
from alembic import op

import models.base


revision = '0015'
down_revision = '0014'
branch_labels = None
depends_on = None

_KEY = sa.BigInteger().with_variant(sa.Integer(), 'sqlite')
_TIME = models.base.UtcDateTime(timezone=True)


def upgrade() -> None:
    op.create_table('erasure',
    sa.Column('id', _KEY, nullable=False),
    sa.Column('asked_at', _TIME, nullable=False),
    sa.Column('contact_id', _KEY, nullable=True),
    sa.Column('said', sa.JSON(), nullable=False),
    sa.Column('paths', sa.JSON(), nullable=False),
    sa.ForeignKeyConstraint(['contact_id'], ['contact.id'], name=op.f('fk_erasure_contact_id_contact')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_erasure'))
    )
    op.add_column('resident', sa.Column('erased_at', _TIME, nullable=True))
    op.add_column('conversation', sa.Column('erase_asked_at', _TIME, nullable=True))


def downgrade() -> None:
    op.drop_column('conversation', 'erase_asked_at')
    op.drop_column('resident', 'erased_at')
    op.drop_table('erasure')
