import { createServer } from 'node:net';
import { describe, expect, it } from 'vitest';
import { freePort, Trouble } from '../../src/temporal/index.ts';
import { notStarted } from '../../src/temporal/trouble.ts';

describe('what is in the way of Temporal is said with what to do, in both languages', () => {
  it('when another program has its port', async () => {
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const { port } = other.address() as { port: number };
    const trouble = await freePort(port).catch((error: unknown) => error as Trouble);
    other.close();
    expect(trouble).toBeInstanceOf(Trouble);
    expect((trouble as Trouble).words).toMatchObject({
      zh: expect.stringContaining(`端口 ${port} 已被其他程序占用`),
      en: expect.stringContaining(`lsof -i :${port}`),
    });
  });

  it.each([
    ['unable to create SQLite admin DB: unable to open database file: out of memory (14)', '权限', 'EARLY_VAR'],
    ['database or disk is full (13)', '磁盘已满', 'make room'],
    ['listen tcp 127.0.0.1:17999: bind: address already in use', '端口', 'another program has the port'],
    ['database is locked (5)', '另一个 Temporal', 'end it first'],
    ['file is not a database (26)', 'early restore', 'early restore'],
  ])('when it ends with "%s"', (said, zh, en) => {
    const { words } = notStarted('/var/early/temporal.db', `level=ERROR msg="failed starting server: ${said}"\n`);
    expect(words.zh).toContain(zh);
    expect(words.en).toContain(en);
    for (const text of [words.zh, words.en]) expect(text).toContain(said);
  });

  it('and in its own words where we know no better', () => {
    expect(notStarted('x', 'first\nsomething new').words).toEqual({
      zh: 'Temporal 没有启动：something new',
      en: 'Temporal did not start: something new',
    });
  });
});
