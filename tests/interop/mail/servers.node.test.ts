// Our clients against Debian's servers: postfix takes what we send, dovecot gives it back, also out of a Maildir that we wrote.
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { endAll, sockeye } from '../../cli/command.ts';
import { endAll as endPeers, NO_PYTHON, python } from '../peers.ts';
import {
  daemon,
  directory,
  folder,
  freePort,
  listening,
  missing,
  needsRoot,
  ours,
  stopDaemons,
  sweep,
} from './stage.ts';

vi.setConfig({ testTimeout: 60_000 });

afterEach(async () => {
  await stopDaemons();
  endAll();
  await endPeers();
  sweep();
});

const SERVICES = [
  'cleanup unix n - n - 0 cleanup',
  'qmgr unix n - n 300 1 qmgr',
  'rewrite unix - - n - - trivial-rewrite',
  'bounce unix - - n - 0 bounce',
  'defer unix - - n - 0 bounce',
  'trace unix - - n - 0 bounce',
  'verify unix - - n - 1 verify',
  'proxymap unix - - n - - proxymap',
  'error unix - - n - - error',
  'retry unix - - n - - error',
  'virtual unix - n n - - virtual',
  'anvil unix - - n - 1 anvil',
  'postlog unix-dgram n - n - 1 postlogd',
].join('\n');

/** A postfix of our own in a directory: mail for alice and bob of example.org, into Maildirs. */
const postfix = async (): Promise<{ readonly port: number; readonly mail: string; readonly log: () => string }> => {
  const work = directory();
  const conf = folder(join(work, 'conf'));
  const mail = folder(join(work, 'mail'));
  folder(join(work, 'queue'));
  folder(join(work, 'data'));
  spawnSync('chown', ['postfix', join(work, 'data')]);
  spawnSync('chown', ['nobody', mail]);
  const port = await freePort();
  const uid = spawnSync('id', ['-u', 'nobody'], { encoding: 'utf8' }).stdout.trim();
  writeFileSync(join(conf, 'master.cf'), `127.0.0.1:${port} inet n - n - - smtpd\n${SERVICES}\n`);
  writeFileSync(
    join(conf, 'main.cf'),
    `compatibility_level = 3.6
queue_directory = ${work}/queue
data_directory = ${work}/data
maillog_file = ${work}/log
maillog_file_prefixes = ${work}
myhostname = mx.example.org
mydestination =
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
mynetworks = 192.0.2.1
alias_maps =
local_recipient_maps =
virtual_mailbox_domains = example.org
virtual_mailbox_base = ${mail}
virtual_mailbox_maps = inline:{alice@example.org=alice/, bob@example.org=bob/}
virtual_uid_maps = static:${uid}
virtual_gid_maps = static:${uid}
virtual_minimum_uid = 100
smtpd_error_sleep_time = 0
message_size_limit = 300000
smtpd_relay_restrictions = reject_unauth_destination
`,
  );
  await listening(port, daemon('postfix', ['-c', conf, 'start-fg'], ['-c', conf, 'stop']));
  return { port, mail, log: () => readFileSync(join(work, 'log'), 'utf8') };
};

/** Waits until so many messages lie there. */
const delivered = async (maildir: string, count: number): Promise<ReadonlyArray<string>> => {
  for (let tries = 0; tries < 200; tries++) {
    try {
      const names = readdirSync(join(maildir, 'new'));
      if (names.length >= count) return names.map((name) => readFileSync(join(maildir, 'new', name), 'utf8'));
    } catch {
      // It is not there yet.
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`${count} messages did not come to ${maildir}`);
};

const LETTER = 'From: bob@host.test\nSubject: hello\n\n.dot\n..\nThis is the message.\n';

const NO_POSTFIX = missing('postfix') ?? needsRoot('postfix');

describe.skipIf(NO_POSTFIX !== undefined)('postfix', () => {
  test('takes what we send, and says of whom it does not', async () => {
    const { port, mail } = await postfix();
    const url = `smtp://127.0.0.1:${port}`;
    const file = join(directory(), 'letter');
    writeFileSync(file, LETTER);
    const to = ['alice@example.org', 'nobody@example.org', 'bob@example.org', 'x@elsewhere.test'].flatMap((word) => [
      '--to',
      word,
    ]);
    const sent = await sockeye(['smtp', 'send', url, '--from', 'bob@host.test', ...to, file, '--show-exchange']);
    expect(sent.code).toBe(1);
    expect(sent.stdout).toBe(
      'accepted alice@example.org\nrefused nobody@example.org 550\naccepted bob@example.org\nrefused x@elsewhere.test 554\n',
    );
    expect(sent.stderr).toContain('> MAIL FROM:<bob@host.test> SIZE=');
    for (const user of ['alice', 'bob']) {
      const [text = ''] = await delivered(join(mail, user), 1);
      // Postfix adds a date and an identifier to the header.
      expect(text).toContain('From: bob@host.test\nSubject: hello\n');
      expect(text.endsWith('\n\n.dot\n..\nThis is the message.\n')).toBe(true);
      expect(text).toContain('Return-Path: <bob@host.test>');
    }
  });

  test('takes a long one, eight bits and all, as it was, and from standard input; and refuses one that is too long', async () => {
    const { port, mail } = await postfix();
    const url = `smtp://127.0.0.1:${port}`;
    const body = Array.from({ length: 3_000 }, (_, line) => `.${line} \u00e9 ${'x'.repeat(60)}`).join('\n');
    const send = (input: string) =>
      sockeye(['smtp', 'send', url, '--from', '<>', '--to', 'alice@example.org', '-'], input);
    expect(await send(`Subject: long\n\n${body}`)).toEqual({
      code: 0,
      stdout: 'accepted alice@example.org\n',
      stderr: '',
    });
    expect((await delivered(join(mail, 'alice'), 1))[0]).toContain(`\n\n${body}\n`);
    const refused = await send(`Subject: too long\n\n${body.repeat(2)}`);
    expect([refused.code, refused.stdout]).toEqual([1, 'refused alice@example.org 552\n']);
  });

  test('no login where none is offered', async () => {
    const { port } = await postfix();
    const refused = await sockeye(
      ['smtp', 'send', `smtp://u:p@127.0.0.1:${port}`, '--from', '<>', '--to', 'alice@example.org', '-'],
      'x',
    );
    expect([refused.code, refused.stdout]).toEqual([1, 'refused alice@example.org 530\n']);
  });
});

/** A dovecot of our own over a folder of Maildirs. */
const dovecot = async (mail: string): Promise<number> => {
  const work = directory();
  const port = await freePort();
  spawnSync('chown', ['-R', 'nobody', mail]);
  const id = (flag: string): string => spawnSync('id', [flag, 'nobody'], { encoding: 'utf8' }).stdout.trim();
  writeFileSync(join(work, 'passwd'), 'alice:{PLAIN}secret::::::\nbob:{PLAIN}two words::::::\n');
  spawnSync('chmod', ['644', join(work, 'passwd')]);
  writeFileSync(
    join(work, 'conf'),
    `protocols = pop3
base_dir = ${work}/run
log_path = ${work}/log
listen = 127.0.0.1
ssl = no
disable_plaintext_auth = no
auth_mechanisms = plain login apop
auth_failure_delay = 0
first_valid_uid = 1
first_valid_gid = 0
mail_location = maildir:${mail}/%u
passdb {
  driver = passwd-file
  args = ${work}/passwd
}
userdb {
  driver = static
  args = uid=${id('-u')} gid=${id('-g')} home=${mail}/%u
}
service pop3-login {
  chroot =
  inet_listener pop3 {
    port = ${port}
  }
  inet_listener pop3s {
    port = 0
  }
}
service anvil {
  chroot =
  unix_listener anvil-auth-penalty {
    mode = 0
  }
}
`,
  );
  await listening(port, daemon('dovecot', ['-F', '-c', join(work, 'conf')]));
  return port;
};

const NO_DOVECOT = missing('dovecot', 'dovecot-pop3d') ?? needsRoot('dovecot');

describe.skipIf(NO_DOVECOT !== undefined || NO_PYTHON !== undefined)('dovecot', () => {
  /** Our SMTP server has written mail, and is gone. */
  const written = async (): Promise<string> => {
    const { mail, smtp, running } = await ours();
    const file = join(directory(), 'letter');
    writeFileSync(file, LETTER);
    for (const to of ['alice', 'alice', 'bob']) {
      const sent = await sockeye([
        'smtp',
        'send',
        `smtp://127.0.0.1:${smtp}`,
        '--from',
        'bob@host.test',
        '--to',
        `${to}@example.org`,
        file,
      ]);
      expect(sent.code).toBe(0);
    }
    for (const { child, ended } of running) {
      child.kill('SIGTERM');
      expect((await ended).code).toBe(0);
    }
    return mail;
  };

  test('gives what it has to our client, every command of it', async () => {
    const port = await dovecot(await written());
    const pop3 = (command: string, ...more: ReadonlyArray<string>) =>
      sockeye(['pop3', command, `pop3://alice:secret@127.0.0.1:${port}`, ...more]);
    const stat = await pop3('stat');
    expect(stat).toMatchObject({ code: 0, stderr: '' });
    expect(stat.stdout).toMatch(/^2 \d+\n$/);
    const list = (await pop3('list')).stdout;
    expect(list).toMatch(/^1 \d+\n2 \d+\n$/);
    expect((await pop3('uidl')).stdout).toMatch(/^1 \S+\n2 \S+\n$/);
    const retr = await pop3('retr', '1', '--show-exchange');
    expect(retr.stdout).toContain(LETTER.replaceAll('\n', '\r\n'));
    // What we wrote has the size that its name says.
    expect(Number(/^1 (\d+)/.exec(list)?.[1])).toBe(retr.stdout.length);
    expect(retr.stderr).toMatch(/^> APOP alice \*\*\*$/m);
    expect((await pop3('top', '1', '2')).stdout).toMatch(/\r\n\r\n\.dot\r\n\.\.\r\n$/);
    expect(await pop3('retr', '3')).toMatchObject({ code: 1, stdout: '' });
    expect(await pop3('dele', '1')).toMatchObject({ code: 0 });
    expect((await pop3('stat')).stdout).toMatch(/^1 /);
    expect(await sockeye(['pop3', 'stat', `pop3://alice:wrong@127.0.0.1:${port}`])).toMatchObject({ code: 1 });
    expect((await sockeye(['pop3', 'stat', `pop3://bob:two%20words@127.0.0.1:${port}`])).stdout).toMatch(/^1 /);
  });

  test('tells the same sizes and texts of our Maildir as our own server', async () => {
    const mail = await written();
    const port = await dovecot(mail);
    const { pop3 } = await ours(mail);
    const peer = python(
      `
import poplib
def new(port):
    p = poplib.POP3('127.0.0.1', int(port), timeout=20); p.user('alice'); p.pass_('secret'); return p
a, b = new(sys.argv[1]), new(sys.argv[2])
assert a.stat() == b.stat() and a.list()[1] == b.list()[1]
for n in (1, 2):
    assert a.retr(n)[1:] == b.retr(n)[1:]
    for lines in (0, 1, 2, 99): assert a.top(n, lines)[1] == b.top(n, lines)[1], lines
print('fine')`,
      String(port),
      String(pop3),
    );
    expect(await peer.ended).toEqual({ code: 0, output: 'fine\n', errors: '' });
  });
});
