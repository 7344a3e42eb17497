import { describe, expect, test } from 'vitest';
import { reason, SERVER, verdict } from './stages.ts';

const LOST = '+0 write(4, ..., 100) = 100\n+0 > P. 1:101(100) ack 1\n';

describe('settings', () => {
  test.each([
    '`sysctl -q net.inet.tcp.rexmit_slop=3000 net.inet.tcp.rexmit_initial=3000`',
    '`sysctl -w net.inet.tcp.rexmit_initial=3000; sysctl net/inet/tcp/rexmit_slop=3000`',
    '`../common/defaults.sh\n../common/set_sysctls.py /proc/sys/net/inet/tcp/rexmit_initial=3000 \\\n /proc/sys/net/inet/tcp/rexmit_slop=3000`',
    '`/proc/sys/net/inet/tcp/rexmit_slop=3000 && /proc/sys/net/inet/tcp/rexmit_initial=3000`',
  ])('%s changes the stack', (setUp) => {
    expect(reason(`${setUp}${SERVER}${LOST}+3 > P. 1:101(100) ack 1`)).toBeUndefined();
  });

  test('in the middle of a script they change what comes after', () => {
    expect(
      reason(
        `${SERVER}+0 \`sysctl net.inet.tcp.delacktime=100\`\n+.1 < P. 1:101(100) ack 1 win 30000\n+.1 > . 1:1(0) ack 101`,
      ),
    ).toBeUndefined();
  });

  test('one that this stack has not is told, and no failure', () => {
    expect(verdict(`\`sysctl net.nonsense=1\`${SERVER}`)).toMatchObject({
      _tag: 'Passed',
      warnings: ['line 1: net.nonsense = 1: this stack has no such setting'],
    });
  });

  test('buffers are the middle of three', () => {
    expect(
      reason(
        `\`sysctl -w net.ipv4.tcp_rmem="4096 5000 9000"\`${SERVER}+0 getsockopt(4, SOL_SOCKET, SO_RCVBUF, [5000], [4]) = 0`,
      ),
    ).toBeUndefined();
  });
});

describe('sockets are counted by state', () => {
  const counts = (command: string): string | undefined => reason(`${SERVER}+0 \`${command}\``);

  test.each([
    'sockstat -P tcp -s | grep ESTABLISHED',
    'sockstat -s | grep -q LISTEN',
    'test $(sockstat -s | grep ESTABLISHED | wc -l) -eq 1',
    '[ $(sockstat -s | grep -c TIME_WAIT) = 0 ]',
    '! sockstat -s | grep SYN_RCVD',
  ])('%s', (command) => {
    expect(counts(command)).toBeUndefined();
  });

  test('and another number fails', () => {
    expect(counts('sockstat -s | grep CLOSE_WAIT')).toContain('sockets in CLOSE-WAIT: expected > 0, got 0');
    expect(counts('! sockstat -s | grep LISTEN')).toContain('expected == 0, got 1');
  });
});

describe('other commands', () => {
  test.each([
    'kldload -n x',
    'true',
    'ip tcp_metrics flush all > /dev/null 2>&1',
    'ethtool -K tun0 tso off',
    'sysctl net.x',
    'tc qdisc replace dev tun0 root pfifo',
    '. ../common/defaults.sh',
    'bash ../common/defaults.sh || true',
  ])('%s is taken, and not run', (command) => {
    expect(verdict(`${SERVER}+0 \`${command}\``)).toMatchObject({ _tag: 'Passed' });
  });

  test('what is not understood skips the script, except at its end', () => {
    expect(reason(`${SERVER}+0 \`frobnicate\``)).toContain('skipped 9: no shell is run here');
    expect(verdict(`${SERVER}\`frobnicate\``)).toMatchObject({
      _tag: 'Passed',
      warnings: ['line 9: not run: frobnicate'],
    });
  });
});
