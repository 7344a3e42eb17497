// Urgent data as sockets show it: MSG_OOB, SO_OOBINLINE, the mark, and POLLPRI. The answers are Linux's. (RFC 6093, RFC 9293 §3.8.5)
import { describe, expect, test } from 'vitest';
import { text } from '../../../packages/core/src/basis/bytes.ts';
import { milliseconds } from '../../../packages/core/src/basis/time.ts';
import type { Fd, PollEvent } from '../../../packages/core/src/socket/calls/Calls.ts';
import { MSG_DONTWAIT, MSG_OOB, MSG_PEEK, MSG_WAITALL } from '../../../packages/core/src/socket/calls/flags.ts';
import type { Desk, Reply } from './desk.ts';
import { connected, desk, octets, short } from './desk.ts';

const told = (reply: Reply | undefined): string =>
  reply !== undefined && reply !== 'waits' && reply._tag === 'Right' && reply.right instanceof Uint8Array
    ? `"${text(reply.right)}"`
    : short(reply);

const recv = (d: Desk, fd: Fd, size: number, flags = 0): string => told(d.call({ call: 'recv', fd, size, flags }));

const events = (d: Desk, fd: Fd): string => {
  const all: ReadonlyArray<PollEvent> = ['in', 'out', 'priority'];
  const [found] = d.must({ call: 'poll', fds: [{ fd, events: all }], timeout: milliseconds(0) }) as ReadonlyArray<{
    readonly events: ReadonlyArray<PollEvent>;
  }>;
  return found?.events.join(' ') ?? '';
};

const atMark = (d: Desk, fd: Fd): unknown => d.must({ call: 'ioctl', fd, command: 'SIOCATMARK' });

/** The peer has sent `abc` with `c` urgent, and then `def`: TCP has taken the `c` out. */
const pointed = (): { readonly d: Desk; readonly fd: Fd } => {
  const d = desk();
  const fd = connected(d);
  d.point(2, 'c');
  d.arrive('abdef');
  return { d, fd };
};

describe('out of line', () => {
  test('the octet is fetched once, and can be looked at before', () => {
    const { d, fd } = pointed();
    expect(events(d, fd)).toBe('in priority out');
    expect(recv(d, fd, 1, MSG_OOB | MSG_PEEK)).toBe('"c"');
    expect(recv(d, fd, 9, MSG_OOB)).toBe('"c"');
    expect(events(d, fd)).toBe('in out');
    expect(recv(d, fd, 1, MSG_OOB)).toBe('EINVAL');
  });

  test('no recv reads across the mark', () => {
    const { d, fd } = pointed();
    expect(atMark(d, fd)).toBe(0);
    expect(recv(d, fd, 9, MSG_PEEK)).toBe('"ab"');
    expect(d.must({ call: 'ioctl', fd, command: 'FIONREAD' })).toBe(2);
    expect(recv(d, fd, 1)).toBe('"a"');
    expect(atMark(d, fd)).toBe(0);
    expect(recv(d, fd, 9)).toBe('"b"');
    expect(atMark(d, fd)).toBe(1);
    expect(d.must({ call: 'ioctl', fd, command: 'FIONREAD' })).toBe(3);
    expect(recv(d, fd, 0)).toBe('""');
    expect(recv(d, fd, 9, MSG_PEEK)).toBe('"def"');
    expect(atMark(d, fd)).toBe(1);
    expect(recv(d, fd, 2)).toBe('"de"');
    expect(atMark(d, fd)).toBe(0);
    expect(recv(d, fd, 9)).toBe('"f"');
  });

  test('an octet that was not fetched is gone when the mark is passed', () => {
    const { d, fd } = pointed();
    expect(recv(d, fd, 9)).toBe('"ab"');
    expect(recv(d, fd, 1)).toBe('"d"');
    expect(recv(d, fd, 1, MSG_OOB)).toBe('EINVAL');
    expect(events(d, fd)).toBe('in out');
  });

  test('MSG_WAITALL ends at the mark', () => {
    const { d, fd } = pointed();
    expect(recv(d, fd, 4, MSG_WAITALL)).toBe('"ab"');
    expect(d.call({ call: 'recv', fd, size: 4, flags: MSG_WAITALL })).toBe('waits');
    expect(told(d.during(() => d.arrive('g')))).toBe('"defg"');
  });

  test('who waits for all has what came when the mark is told', () => {
    const d = desk();
    const fd = connected(d);
    d.arrive('ab');
    expect(d.call({ call: 'recv', fd, size: 4, flags: MSG_WAITALL })).toBe('waits');
    expect(told(d.during(() => d.point(0)))).toBe('"ab"');
    expect(atMark(d, fd)).toBe(1);
  });

  test('announced and not come is EAGAIN; announced never is EINVAL', () => {
    const d = desk();
    const fd = connected(d);
    expect(recv(d, fd, 1, MSG_OOB)).toBe('EINVAL');
    d.point(5);
    expect(events(d, fd)).toBe('priority out');
    expect(recv(d, fd, 1, MSG_OOB)).toBe('EAGAIN');
    d.point(5, 'x');
    expect(recv(d, fd, 1, MSG_OOB)).toBe('"x"');
    expect(recv(d, fd, 1, MSG_DONTWAIT)).toBe('EAGAIN');
  });

  test('recvfrom fetches it too', () => {
    const { d, fd } = pointed();
    expect(d.must({ call: 'recvfrom', fd, size: 1, flags: MSG_OOB })).toMatchObject({ bytes: octets('c'), length: 1 });
  });

  test('whoever polls for it is woken', () => {
    const d = desk();
    const fd = connected(d);
    d.call({ call: 'poll', fds: [{ fd, events: ['priority'] }], timeout: undefined });
    expect(d.during(() => d.point(3))).toMatchObject({ right: [{ fd, events: ['priority'] }] });
  });
});

describe('in line', () => {
  test('the octet is read as any other, and a recv stops before it', () => {
    const d = desk();
    const fd = connected(d);
    d.must({ call: 'setsockopt', fd, option: { name: 'SO_OOBINLINE', value: true } });
    d.point(2);
    d.arrive('xyZ');
    expect(recv(d, fd, 1, MSG_OOB)).toBe('EINVAL');
    expect(recv(d, fd, 9)).toBe('"xy"');
    expect(atMark(d, fd)).toBe(1);
    expect(events(d, fd)).toBe('in priority out');
    expect(recv(d, fd, 9)).toBe('"Z"');
    expect(atMark(d, fd)).toBe(0);
    expect(events(d, fd)).toBe('out');
  });

  test('TCP is told to leave it there', () => {
    const d = desk();
    const fd = connected(d);
    d.must({ call: 'setsockopt', fd, option: { name: 'SO_OOBINLINE', value: true } });
    const [last] = d.asked.slice(-1);
    expect(last?.request).toMatchObject({ _tag: 'SetOptions', options: { urgentInline: true } });
  });
});
