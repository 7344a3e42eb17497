import type { IcmpService } from '../icmp/Service.ts';
import type { TcpService } from '../tcp/Service.ts';
import type { UdpService } from '../udp/Service.ts';

/** What the transports offer together: the words of each, with its name on them. (The shape of `beside({ icmp, udp, tcp })`.) */
export interface TransportService {
  readonly request:
    | { readonly to: 'icmp'; readonly request: IcmpService['request'] }
    | { readonly to: 'udp'; readonly request: UdpService['request'] }
    | { readonly to: 'tcp'; readonly request: TcpService['request'] };
  readonly indication:
    | { readonly from: 'icmp'; readonly indication: IcmpService['indication'] }
    | { readonly from: 'udp'; readonly indication: UdpService['indication'] }
    | { readonly from: 'tcp'; readonly indication: TcpService['indication'] };
}
