// Which flow a frame belongs to: its addresses, its protocol and its ports, as one number. (RFC 8290 §4.1.1)
import type { EthernetFrame } from '@sockeye/core';
import { hash32 } from '@sockeye/core';

/** Frames of one flow have the same number; those of different ones seldom. The seed perturbs it, as RFC 8290 wants. */
export const flowOf = (frame: EthernetFrame, seed: number): number => {
  const packet = frame.payload;
  if (packet._tag !== 'Ipv4') return hash32(seed, frame.source, frame.destination, frame.etherType);
  const { payload, source, destination, protocol } = packet;
  return payload._tag === 'Tcp' || payload._tag === 'Udp'
    ? hash32(seed, source, destination, protocol, payload.sourcePort, payload.destinationPort)
    : hash32(seed, source, destination, protocol);
};
