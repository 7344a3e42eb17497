// What a frame carries, for those who judge the wire.
import type { EthernetFrame, Frame, Ipv4Packet, TcpSegment } from '@sockeye/core';
import { ACK, FIN, RST, SYN, valueOf } from '@sockeye/core';
import { E } from '../basis/fp.ts';

/** The value of a frame; undefined: its octets are none, or its check sequence is wrong. */
export const frameIn = (frame: Frame): EthernetFrame | undefined => {
  const value = valueOf(frame);
  return E.isRight(value) ? value.right : undefined;
};

/** The packet of a frame; undefined: it carries none that can be read. */
export const packetIn = (frame: Frame): Ipv4Packet | undefined => {
  const payload = frameIn(frame)?.payload;
  return payload?._tag === 'Ipv4' ? payload : undefined;
};

/** The segment of a packet; undefined: it carries none, or its checksum is wrong. */
export const segmentIn = (packet: Ipv4Packet | undefined): TcpSegment | undefined =>
  packet?.payload._tag === 'Tcp' ? packet.payload : undefined;

/** What a segment is, in one word; the first that fits. */
export const kindOfSegment = ({ control, payload }: Pick<TcpSegment, 'control' | 'payload'>): string => {
  if ((control & RST) !== 0) return 'RST';
  if ((control & SYN) !== 0) return (control & ACK) === 0 ? 'SYN' : 'SYN-ACK';
  if ((control & FIN) !== 0) return 'FIN';
  return payload.length > 0 ? 'data' : 'ack';
};

/** What a frame is, in one word. */
export const kindOfFrame = (frame: EthernetFrame | undefined): string => {
  const packet = frame?.payload;
  if (packet === undefined) return 'frame';
  if (packet._tag === 'Arp') return 'arp';
  if (packet._tag !== 'Ipv4') return 'frame';
  const { payload } = packet;
  if (payload._tag === 'Tcp') return kindOfSegment(payload);
  if (payload._tag === 'Udp') return 'udp';
  if (payload._tag === 'Icmp') return 'icmp';
  return packet.fragmentOffset > 0 || packet.moreFragments ? 'fragment' : 'frame';
};
