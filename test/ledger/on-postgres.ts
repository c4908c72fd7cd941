import { beforeEach, inject } from 'vitest';

// Without PostgreSQL the suite is skipped, loudly (see postgres-setup.ts).
beforeEach((context) => {
  if (!inject('postgres')) context.skip();
});
