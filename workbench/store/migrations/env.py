"""What Alembic runs to migrate: on the connection that the store hands over, inside the store's own transaction."""

from alembic import context

from workbench.store.schema import METADATA, VERSION_TABLE

config = getattr(context, "config", None)  # absent when a tool merely imports this file
if config is not None:
    context.configure(
        connection=config.attributes["connection"],
        target_metadata=METADATA,
        version_table=VERSION_TABLE,
        transactional_ddl=True,  # the store opens real transactions on SQLite too
        render_as_batch=True,
    )
    context.run_migrations()
