import { createHash } from 'node:crypto';
import type { AnyRequest, Bytes, Errno } from '@sockeye/core';
import { STDERR, STDIN, STDOUT } from '@sockeye/core';
import type { Observe } from '@sockeye/node-adapter';

type Reply = Parameters<Observe>[2];

const isStandard = (fd: number): boolean => fd === STDIN || fd === STDOUT || fd === STDERR;

/** Octets that went one way: how many, and what they were. */
class Flow {
  octets = 0;
  private readonly hash = createHash('sha256');

  add(bytes: Bytes): void {
    this.octets += bytes.length;
    this.hash.update(bytes);
  }

  /** Once: afterwards nothing can be added. */
  digest(): string {
    return this.hash.digest('hex');
  }
}

/** What a program did to the network, read off its system calls. */
export class Tally {
  readonly sent: Flow = new Flow();
  readonly received: Flow = new Flow();
  /** Standard input has ended. */
  hasInputEnded = false;
  /** It has a peer, or needs none. */
  isConnected = false;
  /** The first error with which sending failed, in whichever thread. */
  sendError: Errno | undefined;
  /** Descriptors that lead to files: what goes there does not go to the network. */
  private readonly files = new Set<number>();
  private readonly progress: () => void;

  /** Takes what is called whenever the network has answered. */
  constructor(progress: () => void) {
    this.progress = progress;
  }

  readonly observe: Observe = (_thread, request, reply) => {
    const { call } = request;
    if (call === 'socket') this.isConnected ||= request.type === 'datagram';
    else if (call === 'connect' || call === 'accept') this.met(call, reply);
    else if (call === 'open' && reply._tag === 'Right') this.files.add(reply.right as number);
    else if (call === 'close') this.files.delete(request.fd);
    else if (call === 'read' && request.fd === STDIN) this.read(reply);
    else if (call === 'recv' || call === 'recvfrom') this.heard(request, reply);
    else if ((call === 'send' || call === 'sendto' || call === 'write') && !this.isLocal(request.fd)) {
      this.wrote(request, reply);
    }
  };

  /** Is it no socket? */
  private isLocal(fd: number): boolean {
    return isStandard(fd) || this.files.has(fd);
  }

  private met(call: 'connect' | 'accept', reply: Reply): void {
    this.progress();
    if (call === 'connect' && reply._tag === 'Right') this.isConnected = true;
  }

  private read(reply: Reply): void {
    if (reply._tag === 'Left' || (reply.right as Bytes).length === 0) {
      this.hasInputEnded = true;
      // The time that a server has begins now.
      this.progress();
    }
  }

  private wrote(request: AnyRequest & { readonly bytes: Bytes }, reply: Reply): void {
    this.progress();
    if (reply._tag === 'Left') this.sendError ??= reply.left;
    else this.sent.add(request.bytes.subarray(0, reply.right as number));
  }

  private heard(request: AnyRequest & { readonly call: 'recv' | 'recvfrom' }, reply: Reply): void {
    if (reply._tag === 'Left') return;
    const bytes = request.call === 'recv' ? (reply.right as Bytes) : (reply.right as { readonly bytes: Bytes }).bytes;
    this.received.add(bytes);
    this.progress();
  }
}
