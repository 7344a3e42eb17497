// What calls share while one script runs.
import type { Fd } from '@sockeye/core';
import type { Conversation } from '../run/Conversation.ts';
import type { Endpoint } from '../run/Endpoint.ts';
import type { Tuning } from '../tuning/Tuning.ts';
import type { Settings } from '../run/Settings.ts';

/** A descriptor that `epoll_wait` looks at. */
export interface EpollEntry {
  readonly events: number;
  /** `fd`, `ptr`, `u32`, `u64`: given back as it was given. */
  readonly data: number;
  /** Edge-triggered: how things stood when they were last reported. */
  reported: string | undefined;
  /** EPOLLONESHOT: reported, and silent until it is changed. */
  disabled: boolean;
}

/** Changed in place, by one run alone. */
export interface Context {
  readonly settings: Settings;
  readonly endpoint: Endpoint;
  /** By the script's descriptors. */
  readonly open: Map<number, Conversation>;
  readonly epolls: Map<number, Map<number, EpollEntry>>;
  readonly conversations: Array<Conversation>;
  underTest: Conversation | undefined;
  /** How the stack is set now. */
  readonly tuning: Tuning;
}

/** A descriptor that no process has, so that the stack itself answers EBADF. */
const NOBODY = 1_000_000;

/** The stack's descriptor for one of the script. */
export const liveFd = (context: Context, script: number): Fd => (context.open.get(script)?.fd ?? NOBODY) as Fd;

/** The stack's name for the connection behind a descriptor of the script; 0: none. */
export const connectionOf = (context: Context, it: Conversation): number => {
  const [sockets, transports] = context.endpoint.floors.storeys;
  if (it.fd !== undefined) {
    for (const socket of sockets.sockets.values()) {
      if (socket.fd === it.fd) return socket.stream.connection;
    }
  }
  const { local, remote } = context.settings;
  for (const [id, block] of transports.tcp.connections.entries()) {
    const isSame =
      block.remote.port === it.remotePort && block.remote.address === remote && block.local.address === local;
    if (isSame && (it.localPort === undefined || block.local.port === it.localPort)) return id;
  }
  return 0;
};
