-- A message store that does the work of the event log: version condition on a stream, unique
-- command id with its first answer, a global position. One call is one transaction. Its positions
-- are of a sequence: they may have gaps and become visible out of order, which the event log's
-- never do; holding a lock until the commit would mend that and end all group commit.
create table messages (
  position bigint generated always as identity primary key,
  stream text not null,
  version bigint not null,
  command uuid not null,
  command_index integer not null,
  digest bytea not null,
  recorded_at timestamptz not null default clock_timestamp(),
  data bytea not null,
  unique (stream, version),
  unique (command, command_index)
);

create function append(p_stream text, p_expected bigint, p_command uuid, p_digest bytea,
                                  p_events bytea[]) returns bigint language plpgsql as $$
declare
  v_first bigint;
  v_digest bytea;
  v_version bigint;
begin
  select position, digest into v_first, v_digest
    from messages where command = p_command and command_index = 0;
  if found then
    if v_digest <> p_digest then
      raise exception 'append.command_reused';
    end if;
    return v_first;
  end if;
  select version into v_version
    from messages where stream = p_stream order by version desc limit 1;
  if coalesce(v_version, 0) <> p_expected then
    raise exception 'append.condition_failed: % is at %', p_stream, v_version;
  end if;
  if array_length(p_events, 1) = 1 then
    insert into messages (stream, version, command, command_index, digest, data)
      values (p_stream, p_expected + 1, p_command, 0, p_digest, p_events[1])
      returning position into v_first;
    return v_first;
  end if;
  with added as (
    insert into messages (stream, version, command, command_index, digest, data)
      select p_stream, p_expected + n, p_command, n - 1, p_digest, event
        from unnest(p_events) with ordinality as given (event, n)
      returning position)
  select min(position) into v_first from added;
  return v_first;
end $$;
