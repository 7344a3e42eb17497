// What UDP tells: a datagram came, or one of ours did not arrive.
import { enqueue } from '../basis/fifo.ts';
import type { UdpService } from '../udp/Service.ts';
import { showEndpoint } from '../wire/addresses.ts';
import { errorOfIcmp } from './endings.ts';
import { rules } from './rules.ts';
import type { Socket } from './Socket.ts';
import { weigh, withDatagrams, withError } from './Socket.ts';
import type { Turn } from './Turn.ts';
import { keep, note, touch } from './Turn.ts';

type Heard<Tag extends UdpService['indication']['_tag']> = Extract<UdpService['indication'], { readonly _tag: Tag }>;

/** A datagram waits to be received, if there is room; an empty queue takes any. */
const arrived = (turn: Turn, socket: Socket, { source, payload }: Heard<'Arrived'>): void => {
  const { queue, weight, corked } = socket.datagrams;
  const next = weight + weigh(payload);
  if (queue.length > 0 && next > socket.options.tcp.receiveBuffer) {
    note(turn, rules['queue-full'], `from ${showEndpoint(source)}, ${payload.length} octets`);
    return;
  }
  keep(turn, withDatagrams(socket, { queue: enqueue(queue, { source, payload }), weight: next, corked }));
  touch(turn, socket.id);
};

/** An ICMP error: a hard one is pending on a connected socket until the next call. (RFC 1122 §4.1.3.3) */
const failed = (turn: Turn, socket: Socket, { type, code, remote }: Heard<'Failed'>): void => {
  const error = errorOfIcmp(type, code);
  const about = `${showEndpoint(remote)}, ICMP ${type}/${code}`;
  if (error === undefined || socket.name.remote === undefined) {
    note(turn, rules['error-unheard'], about);
    return;
  }
  note(turn, rules['error-told'], `${about}: ${error}`);
  keep(turn, withError(socket, error));
  touch(turn, socket.id);
};

/** One indication of UDP. */
export const hearUdp = (turn: Turn, told: UdpService['indication']): void => {
  const socket = turn.state.sockets.get(told.user);
  if (socket === undefined) return;
  if (told._tag === 'Arrived') arrived(turn, socket, told);
  else failed(turn, socket, told);
};
