/**
 * The layer stack as a pure function: floors, calls, programs, hosts.
 *
 * @module @sockeye/core
 */
export * from './basis/bytes.ts';
export * from './socket/calls/Calls.ts';
export * from './socket/calls/options.ts';
export * from './socket/calls/ranges.ts';
export * from './socket/calls/files.ts';
export * from './socket/calls/flags.ts';
export * from './socket/calls/errno.ts';
export * from './socket/calls/errors.ts';
export * from './socket/calls/strace.ts';
export type { AnswerOf, Askable, Asked, ErrorOf, Pid, Program } from './program/Program.ts';
export { defer, fail, succeed } from './program/nodes.ts';
export type { Advanced } from './program/advance.ts';
export { advance } from './program/advance.ts';
export * from './program/block.ts';
export * from './program/control.ts';
export * from './program/calls.ts';
export * from './program/files.ts';
export * as P from './program/instances.ts';
export type { Replies } from './program/isValue.ts';
export { isValue } from './program/isValue.ts';
export * from './program/plausible.ts';
export type { StreamService } from './app/stream/Service.ts';
export type { LinesConfig, LinesService, LinesState } from './app/lines/index.ts';
export { lines } from './app/lines/index.ts';
export { exchange, exchangeRules, printable } from './app/exchange/index.ts';
export { APP_RULES } from './app/everyRule.ts';
export type { Conversing, User } from './app/converse.ts';
export { converse } from './app/converse.ts';
export * from './app/failures.ts';
export type { ConnectionLimits, Serving } from './app/serve/index.ts';
export { listening, serveConnections } from './app/serve/index.ts';
export type { Draft as MailDraft } from './app/mail/Draft.ts';
export type { Lock } from './app/mail/Lock.ts';
export type { Message } from './app/mail/Message.ts';
export { escapedName, maildirOf, queueOf } from './app/mail/paths.ts';
export type { MailUser } from './app/mail/users.ts';
export { loggedIn, sameSecret } from './app/mail/users.ts';
export type { Mailbox, MailFile, Piece as MailPiece } from './app/mail/mailbox.ts';
export { changeFlags, openMailbox, readPiece, removeMessage } from './app/mail/mailbox.ts';
export { deliver, discard, openDraft, prepare as prepareMaildir, writeDraft } from './app/mail/delivery.ts';
export type { Identity } from './app/mail/sasl.ts';
export { mailDate } from './app/mail/date.ts';
export { fromBase64, toBase64 } from './app/mail/base64.ts';
export { md5 } from './app/mail/md5.ts';
export type { SmtpLimits } from './app/smtp/limits.ts';
export { SMTP_LIMITS } from './app/smtp/limits.ts';
export type { Envelope, SmtpService } from './app/smtp/Service.ts';
export type { SmtpServerConfig, SmtpState } from './app/smtp/server/index.ts';
export { smtpServer } from './app/smtp/server/index.ts';
export type { RecipientResult, SmtpClientConfig, SmtpClientService, SmtpClientState } from './app/smtp/client/index.ts';
export { smtpClient } from './app/smtp/client/index.ts';
export type { Address, ReversePath } from './app/smtp/parse/address.ts';
export { NULL_PATH, readAddress, showAddress } from './app/smtp/parse/address.ts';
export type { SmtpServing } from './app/smtp/program.ts';
export { MAIL_CONNECTIONS, serveSmtp, smtpSession } from './app/smtp/program.ts';
export type { Sending as MailSending } from './app/smtp/send.ts';
export { sendMail } from './app/smtp/send.ts';
export type { Pop3Limits } from './app/pop3/limits.ts';
export { POP3_LIMITS } from './app/pop3/limits.ts';
export type { Maildrop, Pop3Service } from './app/pop3/Service.ts';
export type { Pop3ServerConfig, Pop3State } from './app/pop3/server/index.ts';
export { pop3Server } from './app/pop3/server/index.ts';
export type {
  Pop3ClientConfig,
  Pop3ClientService,
  Pop3ClientState,
  Pop3Failure,
  Pop3Operation,
} from './app/pop3/client/index.ts';
export { pop3Client } from './app/pop3/client/index.ts';
export type { Pop3Serving } from './app/pop3/program.ts';
export { pop3Session, servePop3 } from './app/pop3/program.ts';
export type { Fetching as MailFetching } from './app/pop3/fetch.ts';
export { fetchMail } from './app/pop3/fetch.ts';
export * from './app/tutorial/messages.ts';
export * from './app/tutorial/udp.ts';
export * from './app/tutorial/tcp.ts';
export * from './app/tutorial/serveEcho.ts';
export * from './app/tutorial/pipes.ts';
export * from './basis/time.ts';
export * from './basis/hash.ts';
export { type SipKey, sipHash } from './basis/sipHash.ts';
export * from './basis/heap.ts';
export * from './basis/table.ts';
export * from './basis/layer.ts';
export * from './basis/note.ts';
export * from './basis/rope.ts';
export * from './wire/addresses.ts';
export * from './wire/packets.ts';
export * from './wire/control.ts';
export * from './wire/seqnum.ts';
export * from './wire/tcpOptions.ts';
export * from './wire/ecn.ts';
export * from './wire/frame.ts';
export * from './wire/icmpTypes.ts';
export * from './wire/names.ts';
export * from './cable/index.ts';
export type { HostConfig } from './host/Config.ts';
export type { Content, DirectoryInode, FileInode, FileTree, Inode, OpenFile } from './host/files/index.ts';
export { EMPTY_TREE, EPOCH, filesOf, fileTree } from './host/files/index.ts';
export type { ConsoleService } from './host/processes/Service.ts';
export type { KindName, Kinds } from './wire/fields.ts';
export type { Field, Fields, HeaderOf, Layout, Place } from './wire/layout.ts';
export { layout, showErrors } from './wire/layout.ts';
export { ethernetHeader, type EthernetHeader } from './wire/ethernetHeader.ts';
export { vlanTag, type VlanTag } from './wire/vlanTag.ts';
export { arpHeader, type ArpHeader } from './wire/arp.ts';
export { ipv4Header, ipv4Length, type Ipv4Header } from './wire/ipv4.ts';
export { icmpHeader, type IcmpHeader } from './wire/icmp.ts';
export { udpHeader, type UdpHeader } from './wire/udp.ts';
export { tcpHeader, type TcpHeader } from './wire/tcp.ts';
export * from './wire/codecs.ts';
export { showDecodeError } from './wire/decodeError.ts';
export { decodeTransport, encodeTransport, payloadLength } from './wire/transport.ts';
export { internetChecksum, updateChecksum } from './wire/checksum.ts';
export { crc32 } from './wire/crc32.ts';
export type { Dissection, Verdict } from './wire/dissection.ts';
export { dissect, showDissection } from './wire/dissect.ts';
export type { Floors, Host, HostState, Transports } from './host/stack.ts';
export { floorsOf, host, stack } from './host/stack.ts';
export type { StatesOf, Storeys } from './basis/over.ts';
export { over } from './basis/over.ts';
export type { Beside, BesideState } from './basis/beside.ts';
export { beside } from './basis/beside.ts';
export { ethernet } from './ethernet/index.ts';
export { arp } from './arp/index.ts';
export { ipv4 } from './ipv4/index.ts';
export { icmp } from './icmp/index.ts';
export { udp } from './udp/index.ts';
export { tcp } from './tcp/index.ts';
export type {
  SocketConfig,
  SocketDefaults,
  SocketService,
  SocketState,
  TransportService,
  WaitingCall,
} from './socket/index.ts';
export { SOCKET_DEFAULTS, sockets, waitingCalls } from './socket/index.ts';
export type { ProcessState, WaitingThread } from './host/processes/index.ts';
export { processes, waitingThreads } from './host/processes/index.ts';
export type { Numbered } from './basis/alongside.ts';
export { alongside } from './basis/alongside.ts';
export type { Route } from './ipv4/index.ts';
export type { Router, RouterConfig, RouterInterface, RouterState } from './host/router.ts';
export { router } from './host/router.ts';
export type { FloorName } from './host/everyRule.ts';
export { ALL_RULES } from './host/everyRule.ts';
// What the states and signatures above are made of, so that all of a host can be read, and is in the reference.
export type { Fifo } from './basis/fifo.ts';
export { dequeue, EMPTY_FIFO, enqueue, first as foremost } from './basis/fifo.ts';
export type { Stack } from './basis/over.ts';
export type { Read, Write } from './wire/fields.ts';
export type { Flight } from './cable/State.ts';
export type { EthernetConfig, EthernetService, EthernetState } from './ethernet/index.ts';
export type { ArpConfig, ArpParameters, ArpService, ArpState, Neighbour } from './arp/index.ts';
export type { Incomplete, Resolved } from './arp/State.ts';
export type { Ipv4Config, Ipv4Service, Ipv4State, PacketError } from './ipv4/index.ts';
export type { Ipv4Counts } from './ipv4/State.ts';
export type { Assembling, Reassembly } from './ipv4/reassembly.ts';
export type { IcmpService, IcmpState } from './icmp/index.ts';
export type { UdpService, UdpState, UdpUser } from './udp/index.ts';
export type { Binding, UdpCounts } from './udp/State.ts';
export {
  type ConnectionId,
  DEFAULT_TCP_OPTIONS,
  END_OF_RECORD,
  type Ending,
  MORE,
  type TcpOptions,
  type TcpService,
  URGENT,
} from './tcp/Service.ts';
export type { RecoveryPhase, TcpStatus } from './tcp/TcpStatus.ts';
export type { Listener, TcpState } from './tcp/State.ts';
export type {
  ConnectionState,
  Debts,
  Draft,
  Fixed,
  HeldPiece,
  Rack,
  ReceiveSpace,
  Recovery,
  RoundTrip,
  SendSpace,
  Stamps,
  Tcb,
  Usage,
} from './tcp/Tcb.ts';
export type { Tally } from './tcp/Tally.ts';
export type { Timers } from './tcp/Timers.ts';
export type { Board, Piece } from './tcp/scoreboard.ts';
export type { Deque } from './basis/deque.ts';
export type {
  Acknowledging,
  Ecn,
  Estimator,
  FastOpen,
  Handshake,
  Offer,
  PathMtu,
  Profile,
  Robustness,
  Sending,
} from './tcp/profile/Profile.ts';
export type { Recovery as RecoveryPolicy, Window as WindowPolicy } from './tcp/profile/Profile.ts';
export { rfc9293 } from './tcp/profile/rfc9293.ts';
export { linux } from './tcp/profile/linux.ts';
export { freebsd } from './tcp/profile/freebsd.ts';
export type { TcpConfig } from './tcp/Turn.ts';
export type { Parameters } from './tcp/parameters.ts';
export { RFC9293_PARAMETERS } from './tcp/parameters.ts';
export type { Caller, WaitsFor } from './socket/index.ts';
export type { Ask, Descriptors, Waiting as WaitingRequest } from './socket/State.ts';
export type { CallId, Datagram, Datagrams, Likelihood, Phase, Socket, SocketId, Stream } from './socket/Socket.ts';
export type { Name as SocketName, Options as SocketSettings, Waits as SocketWaits } from './socket/Socket.ts';
export type { ProcessesConfig } from './host/processes/index.ts';
export type { Disk, Process, Ready, Thread } from './host/processes/State.ts';
export type { AnyProgram } from './program/frames.ts';
export type { PendingError } from './socket/endings.ts';
// Congestion control: the algorithms, and what one's own is made of.
export type { Acknowledged, Congested, Congestion, CongestionControl } from './tcp/congestion/CongestionControl.ts';
export { congestion, congestionControl, NO_THRESHOLD, withWindow } from './tcp/congestion/CongestionControl.ts';
export type { Ratio } from './tcp/congestion/exactly.ts';
export { type RenoConstants, RENO, RENO_ABE, reno, renoWith } from './tcp/congestion/reno.ts';
export { CUBIC, CUBIC_ABE, cubic, type CubicConstants, cubicWith } from './tcp/congestion/cubic.ts';
export { LINUX_CUBIC, linuxCubic, type LinuxCubicConstants, linuxCubicWith } from './tcp/congestion/linuxCubic.ts';
export { linuxReno } from './tcp/congestion/linuxReno.ts';
export { HYSTART_DELAY, type HystartDelayConstants } from './tcp/congestion/hystartDelay.ts';
export { HYSTART, type HystartConstants, hystartPlusPlus } from './tcp/congestion/hystartPlusPlus.ts';
export { initialWindow, initialWindowOf5681 } from './tcp/congestion/initialWindow.ts';
export { CONTROLS, CONTROLS_WITH_HYSTART, controlNamed, LINUX_CONTROLS } from './tcp/congestion/controls.ts';
export type { CookieOption, FastOpenPart } from './tcp/fastOpen/FastOpenPart.ts';
export type { Door, KnownServer, Memory as OpeningMemory } from './tcp/fastOpen/Memory.ts';
export { cookieKey, cookieOf } from './tcp/fastOpen/cookie.ts';
export { initialSequence, secretOf } from './tcp/initialSequence.ts';
export { COOKIE_SIZES, sizeOfCookie, synCookie } from './tcp/synCookies/synCookie.ts';
// Telnet and FTP.
export type { Account } from './app/credentials.ts';
export { plainStream } from './app/telnet/plainStream.ts';
export { TERMINAL, type TerminalConfig, type TerminalState } from './app/telnet/server/State.ts';
export { terminal, type TerminalService } from './app/telnet/server/terminal.ts';
export { telnetServer, terminalSession } from './app/telnet/server/serve.ts';
export { telnetClient, type TelnetClient } from './app/telnet/client/client.ts';
export { LIMITS as TELNET_LIMITS, type TelnetLimits } from './app/telnet/limits.ts';
export type { Side, Signal, TelnetOption, TelnetService, UrgentStreamService } from './app/telnet/index.ts';
export { PLAIN as PLAIN_TELNET, telnet, type TelnetConfig, type TelnetState } from './app/telnet/index.ts';
export { type FtpLimits, LIMITS as FTP_LIMITS } from './app/ftp/limits.ts';
export type { FtpAction, FtpConfig, FtpService, FtpState } from './app/ftp/index.ts';
export { ftpControl } from './app/ftp/index.ts';
export { ftpSession, type SessionConfig as FtpServing } from './app/ftp/server/session.ts';
export { ftpServer } from './app/ftp/server/serve.ts';
export {
  ANONYMOUS as FTP_ANONYMOUS,
  inSession as ftpInSession,
  type Login as FtpLogin,
} from './app/ftp/client/session.ts';
export type { Operation as FtpOperation } from './app/ftp/client/operations.ts';
export {
  ftpDo,
  ftpGet,
  ftpList,
  ftpModified,
  ftpNames,
  ftpPut,
  ftpRename,
  ftpSize,
} from './app/ftp/client/operations.ts';
