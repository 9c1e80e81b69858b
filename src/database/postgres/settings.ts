/** For a database that nobody keeps: nothing is forced to a disk, a deadlock is seen at once. */
export const SETTINGS: readonly string[] = Object.freeze([
  'fsync=off',
  'synchronous_commit=off',
  'full_page_writes=off',
  'wal_level=minimal',
  'wal_init_zero=off',
  'max_wal_senders=0',
  'max_connections=200',
  'deadlock_timeout=20ms',
  'dynamic_shared_memory_type=mmap',
])
