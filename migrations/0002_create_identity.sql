-- +goose Up
-- Who may act. The runtime role has no grant here: the definer functions of 0011 are the only way in.
CREATE TABLE users (
  id uuid CONSTRAINT users_pkey PRIMARY KEY,
  email text NOT NULL CONSTRAINT users_email_form CHECK (email = lower(email) AND length(email) BETWEEN 3 AND 254 AND position('@' IN email) > 1),
  name text NOT NULL CONSTRAINT users_name_form CHECK (length(name) BETWEEN 1 AND 120),
  password_hash text CONSTRAINT users_password_form CHECK (password_hash LIKE '$argon2id$%' AND length(password_hash) <= 300),
  theme text NOT NULL DEFAULT 'system' CONSTRAINT users_theme_known CHECK (theme IN ('system', 'light', 'dark')),
  disabled_at timestamptz,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  CONSTRAINT users_email_key UNIQUE (email)
);

CREATE TABLE platform_admins (
  user_id uuid CONSTRAINT platform_admins_pkey PRIMARY KEY CONSTRAINT platform_admins_user_fk REFERENCES users (id) ON DELETE CASCADE,
  created_at timestamptz NOT NULL DEFAULT now()
);

-- Every right to act, as the SHA-256 of a 256-bit secret: the secret itself is never stored.
CREATE TABLE capabilities (
  hash bytea CONSTRAINT capabilities_pkey PRIMARY KEY CONSTRAINT capabilities_hash_form CHECK (length(hash) = 32),
  id uuid NOT NULL DEFAULT gen_random_uuid(), -- names a capability on pages, where the hash must not appear
  kind text NOT NULL CONSTRAINT capabilities_kind_known CHECK (kind IN ('session', 'token', 'lease', 'feed', 'system')),
  user_id uuid CONSTRAINT capabilities_user_fk REFERENCES users (id) ON DELETE CASCADE,
  tenant_id uuid,
  run_id uuid,
  role text,
  scopes text[] NOT NULL DEFAULT '{}',
  user_agent text NOT NULL DEFAULT '' CONSTRAINT capabilities_agent_form CHECK (length(user_agent) <= 300),
  last_tenant_id uuid, -- where the root page leads; never a right
  created_at timestamptz NOT NULL DEFAULT now(),
  last_seen_at timestamptz NOT NULL DEFAULT now(),
  expires_at timestamptz NOT NULL,
  CONSTRAINT capabilities_id_key UNIQUE (id),
  CONSTRAINT capabilities_whole CHECK (CASE kind
    WHEN 'session' THEN user_id IS NOT NULL AND tenant_id IS NULL
    WHEN 'lease' THEN user_id IS NOT NULL AND tenant_id IS NOT NULL AND run_id IS NOT NULL
    WHEN 'token' THEN tenant_id IS NOT NULL
    ELSE true END)
);
CREATE INDEX capabilities_user ON capabilities (user_id, kind);
CREATE INDEX capabilities_expiry ON capabilities (expires_at);

CREATE TABLE sign_in_links (
  hash bytea CONSTRAINT sign_in_links_pkey PRIMARY KEY CONSTRAINT sign_in_links_hash_form CHECK (length(hash) = 32),
  user_id uuid NOT NULL CONSTRAINT sign_in_links_user_fk REFERENCES users (id) ON DELETE CASCADE,
  created_at timestamptz NOT NULL DEFAULT now(),
  expires_at timestamptz NOT NULL,
  used_at timestamptz
);

-- Counts sign-in attempts. The key is a hash of the account or the address: no address is stored.
CREATE TABLE login_attempts (
  key bytea CONSTRAINT login_attempts_pkey PRIMARY KEY,
  since timestamptz NOT NULL DEFAULT now(),
  attempts int NOT NULL DEFAULT 1
);

GRANT ALL ON users, platform_admins, capabilities, sign_in_links, login_attempts TO aicmo_admin;
