"""searching and learning from words

Revision 0004, after 0003.

Every matter there is goes into the queue of those to be indexed; the scheduler works it off while the
service runs. (Cutting words here would tie this migration to code that will change.)
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

import models.base

revision = '0004'
down_revision = '0003'
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), 'sqlite')

# The index's own text is the table's: FTS5 keeps the lists only, and triggers hand it every change.
FTS5 = """CREATE VIRTUAL TABLE issue_words_found USING fts5(
    words, content='issue_words', content_rowid='issue_id', detail=none, columnsize=0,
    tokenize='unicode61 remove_diacritics 0')"""
GONE = "INSERT INTO issue_words_found(issue_words_found, rowid, words) VALUES ('delete', old.issue_id, old.words);"
CAME = "INSERT INTO issue_words_found(rowid, words) VALUES (new.issue_id, new.words);"
TRIGGERS = {'insert': CAME, 'delete': GONE, 'update': GONE + CAME}


def upgrade() -> None:
    op.create_table('issue_words',
        sa.Column('issue_id', BIG, autoincrement=False, nullable=False),
        sa.Column('words', sa.Text().with_variant(postgresql.TSVECTOR(), 'postgresql'), nullable=False),
        sa.Column('said', sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(['issue_id'], ['issue.id'], name=op.f('fk_issue_words_issue_id')),
        sa.PrimaryKeyConstraint('issue_id', name=op.f('pk_issue_words')),
    )
    op.create_table('words_due',
        sa.Column('id', BIG, autoincrement=True, nullable=False),
        sa.Column('issue_id', BIG, nullable=False),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_words_due')),
    )
    op.create_table('category_choice',
        sa.Column('issue_id', BIG, autoincrement=False, nullable=False),
        sa.Column('category', sa.String(length=16), nullable=False),
        sa.Column('by', sa.String(length=64), nullable=False),
        sa.Column('at', models.base.UtcDateTime(timezone=True), nullable=False),
        sa.Column('words', sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(['issue_id'], ['issue.id'], name=op.f('fk_category_choice_issue_id')),
        sa.PrimaryKeyConstraint('issue_id', name=op.f('pk_category_choice')),
    )
    op.create_index(op.f('ix_category_choice_category'), 'category_choice', ['category'])
    op.create_table('category_word',
        sa.Column('word', sa.String(length=64), nullable=False),
        sa.Column('category', sa.String(length=16), nullable=False),
        sa.Column('times', sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint('word', 'category', name=op.f('pk_category_word')),
    )
    op.create_index('ix_category_word_category', 'category_word', ['category'])
    op.create_index('ix_issue_state', 'issue', ['state', 'grid_id'])
    if op.get_bind().dialect.name == 'sqlite':
        op.execute(FTS5)
        for moment, body in TRIGGERS.items():
            op.execute(f"CREATE TRIGGER issue_words_{moment} AFTER {moment} ON issue_words BEGIN {body} END")
    else:
        op.execute("CREATE INDEX issue_words_found ON issue_words USING gin (words)")
    op.execute("INSERT INTO words_due (issue_id) SELECT id FROM issue ORDER BY id")


def downgrade() -> None:
    op.drop_index('ix_issue_state', 'issue')
    if op.get_bind().dialect.name == 'sqlite':
        op.execute("DROP TABLE issue_words_found")
    op.drop_table('category_word')
    op.drop_table('category_choice')
    op.drop_table('words_due')
    op.drop_table('issue_words')
