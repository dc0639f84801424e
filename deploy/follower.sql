-- The role of followers: it may read all tables, and write none. For psql 14 or newer.
--
-- Run it as the role that the writer uses, before or after the first `serve`. The variable FOLLOWER_PASSWORD of
-- the environment is the password of the role.
\set ON_ERROR_STOP on
\getenv password FOLLOWER_PASSWORD
CREATE ROLE twincal_follower LOGIN PASSWORD :'password';
GRANT SELECT ON ALL TABLES IN SCHEMA public TO twincal_follower;
-- The tables that the writer makes later.
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT ON TABLES TO twincal_follower;
