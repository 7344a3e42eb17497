// The calls of a trace as those of a script.
import type { AnyRequest, Errno, OptionValue } from '@sockeye/core';
import { levelOf, MSG_PEEK } from '@sockeye/core';
import type { E } from '../../basis/fp.ts';
import type { CallScript, Expression } from '../Script.ts';

const ANY: Expression = { _tag: 'Ellipsis' };

const integer = (value: number): Expression => ({ _tag: 'Integer', value, text: String(value) });

const symbol = (name: string): Expression => ({ _tag: 'Symbol', name });

const list = (item: Expression): Expression => ({ _tag: 'List', items: [item] });

/** What a call becomes: its name, its arguments, and its result if it succeeds. */
interface Shape {
  readonly name: string;
  readonly items: ReadonlyArray<Expression>;
  readonly result: (reply: unknown) => number;
}

const zero = (): number => 0;

const lengthOf = (reply: unknown): number => (reply as Uint8Array).length;

const HOWS = { read: 'SHUT_RD', write: 'SHUT_WR', both: 'SHUT_RDWR' } as const;

/** Options whose value is a duration, which scripts have no form for, or another one in each. */
const DURATIONS: ReadonlySet<string> = new Set([
  'SO_LINGER',
  'SO_RCVTIMEO',
  'SO_SNDTIMEO',
  'TCP_KEEPIDLE',
  'TCP_KEEPINTVL',
  'TCP_USER_TIMEOUT',
  'TCP_LINGER2',
]);

/** Options that scripts can set, by their level and number; the others change nothing that goes over the wire. */
const setting = (fd: number, option: OptionValue): Shape | undefined => {
  if (option.name === 'O_NONBLOCK') {
    const flags: Expression = option.value
      ? { _tag: 'Or', parts: [symbol('O_RDWR'), symbol('O_NONBLOCK')] }
      : symbol('O_RDWR');
    return { name: 'fcntl', items: [integer(fd), symbol('F_SETFL'), flags], result: zero };
  }
  const { value } = option;
  if (typeof value !== 'boolean' && typeof value !== 'number') return undefined;
  if (DURATIONS.has(option.name)) return undefined;
  const level = symbol(levelOf(option.name));
  const items = [integer(fd), level, symbol(option.name), list(integer(Number(value))), integer(4)];
  return { name: 'setsockopt', items, result: zero };
};

const shapeOf = (request: AnyRequest): Shape | undefined => {
  switch (request.call) {
    case 'socket':
      return request.type === 'stream'
        ? { name: 'socket', items: [ANY, symbol('SOCK_STREAM'), symbol('IPPROTO_TCP')], result: Number }
        : undefined;
    case 'bind':
    case 'connect':
      return { name: request.call, items: [integer(request.fd), ANY, ANY], result: zero };
    case 'accept':
      return {
        name: 'accept',
        items: [integer(request.fd), ANY, ANY],
        result: (reply) => (reply as { readonly fd: number }).fd,
      };
    case 'listen':
      return { name: 'listen', items: [integer(request.fd), integer(request.backlog)], result: zero };
    case 'shutdown':
      return { name: 'shutdown', items: [integer(request.fd), symbol(HOWS[request.how])], result: zero };
    case 'close':
      return { name: 'close', items: [integer(request.fd)], result: zero };
    case 'send':
    case 'write':
      return { name: 'write', items: [integer(request.fd), ANY, integer(request.bytes.length)], result: Number };
    case 'recv':
    case 'read': {
      const isPeek = request.call === 'recv' && ((request.flags ?? 0) & MSG_PEEK) !== 0;
      const items = [integer(request.fd), ANY, integer(request.size)];
      return isPeek
        ? { name: 'recv', items: [...items, symbol('MSG_PEEK')], result: lengthOf }
        : { name: 'read', items, result: lengthOf };
    }
    case 'setsockopt':
      return setting(request.fd, request.option);
    case 'sendto':
    case 'recvfrom':
    case 'getsockname':
    case 'getpeername':
    case 'getsockopt':
    case 'poll':
    case 'ioctl':
    case 'getaddrinfo':
    case 'sleep':
    case 'now':
    case 'random':
    case 'print':
    case 'open':
    case 'lseek':
    case 'fsync':
    case 'ftruncate':
    case 'stat':
    case 'fstat':
    case 'unlink':
    case 'rename':
    case 'link':
    case 'mkdir':
    case 'rmdir':
    case 'readdir':
    case 'utimes':
    case 'realtime':
    case 'kill':
      return undefined;
  }
};

/**
 * A call of a trace as one of a script; undefined: scripts have no such call, or it changes nothing on the wire.
 *
 * `end`: when it returned, on the scale of its event's time; undefined: at once.
 */
export const callScript = (
  request: AnyRequest,
  reply: E.Either<Errno, unknown>,
  end: number | undefined,
): CallScript | undefined => {
  // Standard input and output are no sockets.
  const shape = 'fd' in request && request.fd < 3 ? undefined : shapeOf(request);
  if (shape === undefined) return undefined;
  const result = reply._tag === 'Left' ? -1 : shape.result(reply.right);
  return {
    _tag: 'Call',
    name: shape.name,
    items: shape.items,
    end,
    result,
    resultText: String(result),
    errno: reply._tag === 'Left' ? reply.left : undefined,
    note: undefined,
  };
};
