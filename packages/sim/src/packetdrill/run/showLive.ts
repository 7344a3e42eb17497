// A packet of the stack as a script would write it.
import { showPacket } from '../print.ts';
import type { Live } from '../wire/live.ts';
import { seen } from './Conversation.ts';
import type { Run } from './Run.ts';

export const showLive = (run: Pick<Run, 'conversations'>, live: Live): string => {
  const { transport } = live;
  const head = { way: 'out', encapsulations: [], ip: undefined } as const;
  if (transport === undefined) return 'a packet of another protocol';
  if (transport._tag === 'Icmp') {
    return showPacket({
      _tag: 'Icmp',
      ...head,
      type: `type_${transport.type}`,
      code: `code_${transport.code}`,
      mtu: undefined,
      id: undefined,
      quote: undefined,
    });
  }
  if (transport._tag === 'Udp') {
    return showPacket({ _tag: 'Udp', ...head, ports: undefined, length: transport.payload.length });
  }
  const it = run.conversations.find(
    ({ localPort, remotePort }) =>
      remotePort === transport.destinationPort && (localPort === undefined || localPort === transport.sourcePort),
  );
  const ports = it === undefined ? { source: transport.sourcePort, destination: transport.destinationPort } : undefined;
  const { control, seq, ack, win, urg, length, options } =
    it === undefined
      ? { ...transport, length: transport.payload.length, options: 'any' as const }
      : seen(it, transport);
  return showPacket({
    _tag: 'Tcp',
    ...head,
    psp: undefined,
    ports,
    control,
    ace: undefined,
    seq,
    length,
    ack: ack === 0 && (control & 16) === 0 ? undefined : ack,
    win,
    urg: urg === 0 ? undefined : urg,
    options,
  });
};
