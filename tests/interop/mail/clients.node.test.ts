// Other people's clients against our servers: Python's standard library, curl, swaks, msmtp, mpop and fetchmail.
import { chmodSync, existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { endAll } from '../../cli/command.ts';
import { endAll as endPeers, NO_PYTHON, python } from '../peers.ts';
import { directory, missing, ours, sweep, theirs } from './stage.ts';

vi.setConfig({ testTimeout: 60_000 });

afterEach(async () => {
  endAll();
  await endPeers();
  sweep();
});

/** What lies in a user's Maildir. */
const mailsIn = (mail: string, user: string): ReadonlyArray<string> =>
  ['new', 'cur'].flatMap((folder) => {
    const path = join(mail, user, folder);
    return existsSync(path)
      ? readdirSync(path)
          .toSorted()
          .map((name) => readFileSync(join(path, name), 'utf8'))
      : [];
  });

describe.skipIf(NO_PYTHON !== undefined)('Python', () => {
  test('smtplib: greeting, offers, login, refusals, sequences, dots, limits, several at once', async () => {
    const { mail, smtp } = await ours(undefined, '--max-size', '50000');
    const peer = python(
      `
import smtplib, base64, ssl
def new():
    s = smtplib.SMTP('127.0.0.1', int(sys.argv[1]), timeout=20)
    return s
s = new()
assert s.ehlo()[0] == 250
assert s.esmtp_features['size'] == '50000', s.esmtp_features
for word in ('pipelining', '8bitmime', 'smtputf8', 'enhancedstatuscodes', 'chunking'): assert s.has_extn(word), word
assert set(s.esmtp_features['auth'].split()) == {'PLAIN', 'LOGIN'}
assert s.sendmail('bob@host.test', ['alice@example.org'], 'Subject: one\\r\\n\\r\\n.dot\\r\\n..\\r\\n.\\r\\nlast') == {}
# One refused, one not.
assert list(s.sendmail('bob@host.test', ['nobody@example.org', 'alice@example.org'], 'Subject: two\\n\\ntwo\\n')) == ['nobody@example.org']
try: s.sendmail('bob@host.test', ['x@elsewhere.test'], 'x'); assert False
except smtplib.SMTPRecipientsRefused as e: assert e.recipients['x@elsewhere.test'][0] in (550, 554), e.recipients
# Too large: said at MAIL.
try: s.sendmail('bob@host.test', ['alice@example.org'], 'x' * 60000); assert False
except smtplib.SMTPSenderRefused as e: assert e.smtp_code == 552
# Too large without SIZE: said at the end, and the session goes on.
assert s.docmd('MAIL FROM:<>')[0] == 250 and s.docmd('RCPT TO:<alice@example.org>')[0] == 250
assert s.data('y' * 60000)[0] == 552
for line, code in (('NOOP', 250), ('RSET', 250), ('VRFY alice', 252), ('HELP', 214), ('XYZ', 500), ('DATA', 503),
                   ('RCPT TO:<alice@example.org>', 503), ('MAIL FROM:<a@b.test>', 250), ('MAIL FROM:<a@b.test>', 503),
                   ('DATA', 554), ('EHLO again.test', 250), ('RCPT TO:<alice@example.org>', 503), ('AUTH NTLM', 504)):
    assert s.docmd(line)[0] == code, (line, code)
# LF alone in a text.
assert s.docmd('MAIL FROM:<>')[0] == 250 and s.docmd('RCPT TO:<alice@example.org>')[0] == 250 and s.docmd('DATA')[0] == 354
s.sock.sendall(b'Subject: x\\n.\\r\\nMAIL FROM:<evil@x.test>\\r\\n.\\r\\n')
code, words = s.getreply(); assert code == 554, words
assert s.noop()[0] == 250
for method in (s.auth_login, s.auth_plain):
    t = new(); t.ehlo(); t.user, t.password = 'bob', 'two words'
    assert t.auth(method.__name__[5:].upper(), getattr(t, method.__name__))[0] == 235
    assert t.sendmail('bob@example.org', ['x@elsewhere.test', 'Postmaster@example.org'], 'Subject: out\\n\\nout\\n') == {}
    t.quit()
t = new(); t.ehlo()
try: t.login('alice', 'wrong'); assert False
except smtplib.SMTPAuthenticationError as e: assert e.smtp_code == 535
t.close()
# UTF-8 and eight bits.
m = 'Subject: h\\u00e9\\r\\n\\r\\n\\u00e9\\u20ac\\r\\n'.encode()
assert s.sendmail('\\u00e9@host.test', ['alice@example.org'], m, mail_options=['SMTPUTF8', 'BODY=8BITMIME']) == {}
# Pipelined in one segment, with what follows the text.
s.sock.sendall(b'MAIL FROM:<>\\r\\nRCPT TO:<bob@example.org>\\r\\nRCPT TO:<no@example.org>\\r\\nDATA\\r\\nSubject: p\\r\\n\\r\\npiped\\r\\n.\\r\\nNOOP\\r\\nMAIL FROM:<>\\r\\nRCPT TO:<bob@example.org>\\r\\nBDAT 4\\r\\na\\r\\nbBDAT 3 LAST\\r\\nc\\r\\n')
assert [s.getreply()[0] for _ in range(10)] == [250, 250, 550, 354, 250, 250, 250, 250, 250, 250]
# One octet at a time.
for octet in b'NOOP\\r\\n': s.sock.sendall(bytes([octet])); time.sleep(0.01)
assert s.getreply()[0] == 250
assert s.quit()[0] == 221
print('fine')`,
      String(smtp),
    );
    expect(await peer.ended).toEqual({ code: 0, output: 'fine\n', errors: '' });
    const alice = mailsIn(mail, 'alice');
    expect(alice.map((text) => text.split('+0000\n')[1])).toEqual([
      'Subject: one\n\n.dot\n..\n.\nlast\n',
      'Subject: two\n\ntwo\n',
      'Subject: h\u00e9\n\n\u00e9\u20ac\n',
    ]);
    expect(mailsIn(mail, 'bob').map((text) => text.split('+0000\n')[1])).toEqual(['Subject: p\n\npiped\n', 'a\nbc\n']);
    expect(mailsIn(mail, 'postmaster')).toHaveLength(2);
    // What goes elsewhere waits in the queue, and its envelope beside it.
    expect(mailsIn(mail, '.queue')).toHaveLength(2);
    expect(readdirSync(join(mail, '.queue/envelopes'))).toHaveLength(2);
  });

  test('poplib: logins, every command, and what is removed', async () => {
    const { mail, smtp, pop3 } = await ours();
    const peer = python(
      `
import poplib, smtplib
s = smtplib.SMTP('127.0.0.1', int(sys.argv[1]), timeout=20)
texts = ['Subject: %d\\r\\n\\r\\n%s\\r\\n.x\\r\\n' % (i, ('y' * 70 + '\\r\\n') * i * 1000) for i in range(4)]
for text in texts: s.sendmail('bob@host.test', ['alice@example.org'], text)
s.quit()
def new(): return poplib.POP3('127.0.0.1', int(sys.argv[2]), timeout=20)
def no(f, *a):
    try: f(*a); assert False, (f, a)
    except poplib.error_proto as e: return e.args[0]
p = new()
no(p.stat); no(p.retr, 1)
assert set(p.capa()) >= {'TOP', 'UIDL', 'USER', 'SASL', 'PIPELINING', 'RESP-CODES'}
p.user('alice'); p.pass_('secret')
count, size = p.stat()
assert count == 4
listed = [tuple(map(int, line.split())) for line in p.list()[1]]
assert sum(size for _, size in listed) == size and [n for n, _ in listed] == [1, 2, 3, 4]
for n, octets in listed:
    lines = p.retr(n)[1]
    assert sum(len(line) + 2 for line in lines) == octets, n
    assert b'\\r\\n'.join(lines).endswith(texts[n - 1].encode().rstrip(b'\\r\\n'))
    assert b'.x' in lines
top = p.top(2, 0)[1]
assert top[-1] == b'' and b'Subject: 1' in top
assert len(p.top(2, 1)[1]) == len(top) + 1
ids = dict(line.split() for line in p.uidl()[1])
assert len(set(ids.values())) == 4
assert p.uidl(3).split()[2] == ids[b'3']
for f, a in ((p.retr, 5), (p.dele, 0), (p.uidl, 9), (p.list, 9)): no(f, a)
# Somebody else is kept out meanwhile.
q = new(); q.user('alice'); assert b'IN-USE' in no(q.pass_, 'secret'); q.close()
p.dele(2); no(p.retr, 2); no(p.dele, 2); assert p.stat()[0] == 3
p.rset(); assert p.stat()[0] == 4
p.dele(1); p.close()
time.sleep(0.3)
# Without QUIT nothing is gone, and identifiers are the same.
p = new(); p.apop('alice', 'secret')
assert dict(line.split() for line in p.uidl()[1]) == ids
p.dele(1); p.dele(4); p.quit()
p = new(); p.user('alice'); p.pass_('secret')
assert [line.split()[1] for line in p.uidl()[1]] == [ids[b'2'], ids[b'3']]
p.quit()
p = new(); p.user('bob'); p.pass_('two words'); assert p.stat() == (0, 0) and p.list()[1] == [] and p.uidl()[1] == []; p.quit()
p = new(); no(p.apop, 'alice', 'wrong'); p.user('nobody'); no(p.pass_, 'x'); p.close()
print('fine')`,
      String(smtp),
      String(pop3),
    );
    expect(await peer.ended).toEqual({ code: 0, output: 'fine\n', errors: '' });
    expect(mailsIn(mail, 'alice')).toHaveLength(2);
  });

  test('mailbox.Maildir reads what we write, and we number what it writes', async () => {
    const { mail, smtp, pop3 } = await ours();
    const peer = python(
      `
import mailbox, smtplib, poplib, os
s = smtplib.SMTP('127.0.0.1', int(sys.argv[1]), timeout=20); s.sendmail('b@host.test', ['alice@example.org'], 'Subject: ours\\n\\nx\\n'); s.quit()
box = mailbox.Maildir(os.path.join(sys.argv[3], 'alice'), create=False)
assert [m['Subject'] for m in box] == ['ours']
key = box.add('Subject: theirs\\n\\ny\\n')
p = poplib.POP3('127.0.0.1', int(sys.argv[2]), timeout=20); p.user('alice'); p.pass_('secret')
ids = p.uidl()[1]
assert len(ids) == 2 and b'Subject: theirs' in p.retr(2)[1] + p.retr(1)[1]
p.quit()
# It marks one as seen, which renames the file.
m = box.get(key); m.set_subdir('cur'); m.add_flag('S'); box[key] = m
p = poplib.POP3('127.0.0.1', int(sys.argv[2]), timeout=20); p.user('alice'); p.pass_('secret')
assert len(p.uidl()[1]) == 2 and ids[0] in p.uidl()[1]
p.dele(1); p.dele(2); p.quit()
assert len(mailbox.Maildir(os.path.join(sys.argv[3], 'alice'), create=False)) == 0
print('fine')`,
      String(smtp),
      String(pop3),
      mail,
    );
    expect(await peer.ended).toEqual({ code: 0, output: 'fine\n', errors: '' });
  });
});

const LETTER = 'From: bob@host.test\nSubject: hello\n\n.dot\nThis is the message.\n';

describe.skipIf(missing('curl') !== undefined)('curl', () => {
  test('sends by SMTP with and without login, and fetches by POP3', async () => {
    const { mail, smtp, pop3 } = await ours();
    const file = join(directory(), 'letter');
    writeFileSync(file, LETTER.replaceAll('\n', '\r\n'));
    const send = (...more: ReadonlyArray<string>) =>
      theirs('curl', [
        '-sS',
        '--max-time',
        '20',
        `smtp://127.0.0.1:${smtp}/client.test`,
        '--mail-from',
        'bob@host.test',
        '-T',
        file,
        ...more,
      ]);
    expect(await send('--mail-rcpt', 'alice@example.org', '--mail-rcpt', 'bob@example.org')).toMatchObject({ code: 0 });
    expect(await send('--mail-rcpt', 'x@elsewhere.test')).toMatchObject({ code: 55 });
    expect(await send('--mail-rcpt', 'x@elsewhere.test', '-u', 'alice:secret')).toMatchObject({ code: 0 });
    expect(await send('--mail-rcpt', 'alice@example.org', '-u', 'alice:wrong')).toMatchObject({ code: 67 });
    expect(mailsIn(mail, 'alice').map((text) => text.split('+0000\n')[1])).toEqual([LETTER]);
    const get = (path: string, ...more: ReadonlyArray<string>) =>
      theirs('curl', ['-sS', '--max-time', '20', '-u', 'alice:secret', `pop3://127.0.0.1:${pop3}/${path}`, ...more]);
    expect((await get('')).output).toMatch(/^1 \d+\r?\n$/);
    expect((await get('1')).output).toContain(LETTER.replaceAll('\n', '\r\n'));
    expect((await get('', '-X', 'UIDL')).output).toMatch(/^1 \S+\r?\n$/);
    expect((await get('', '-X', 'TOP 1 1')).output).toMatch(/\r\n\.dot\r\n$/);
    expect(await get('1', '-I', '-X', 'DELE')).toMatchObject({ code: 0 });
    expect((await get('', '-X', 'STAT', '-I')).code).toBe(0);
    expect(mailsIn(mail, 'alice')).toEqual([]);
    expect((await theirs('curl', ['-sS', '--max-time', '20', '-u', 'alice:x', `pop3://127.0.0.1:${pop3}/`])).code).toBe(
      67,
    );
  });
});

describe.skipIf(missing('swaks') !== undefined)('swaks', () => {
  test.each(['PLAIN', 'LOGIN'])('logs in by %s, and sends to two', async (mechanism) => {
    const { mail, smtp } = await ours();
    const { code, output } = await theirs('swaks', [
      '--server',
      '127.0.0.1',
      '--port',
      String(smtp),
      '--from',
      'alice@example.org',
      '--to',
      'bob@example.org,x@elsewhere.test',
      '--auth',
      mechanism,
      '--auth-user',
      'alice',
      '--auth-password',
      'secret',
      '--body',
      'a\n.\nb',
      '--pipeline',
    ]);
    expect(output).toContain('235 2.7.0');
    expect(code, output).toBe(0);
    expect(mailsIn(mail, 'bob')[0]).toContain('\n\na\n.\nb\n');
  });
});

describe.skipIf(missing('msmtp') !== undefined)('msmtp', () => {
  test('sends standard input', async () => {
    const { mail, smtp } = await ours();
    const sent = await theirs(
      'msmtp',
      [
        '--host=127.0.0.1',
        `--port=${smtp}`,
        '--auth=plain',
        '--tls=off',
        '--user=alice',
        '--passwordeval=echo secret',
        '--from=bob@host.test',
        '--',
        'alice@example.org',
        'bob@example.org',
      ],
      LETTER,
    );
    expect(sent).toMatchObject({ code: 0, errors: '' });
    // It writes a date above what it was given.
    expect(mailsIn(mail, 'bob').map((text) => text.endsWith(LETTER))).toEqual([true]);
  });
});

describe('what fetches', () => {
  const filled = async () => {
    const { mail, smtp, pop3 } = await ours();
    const peer = python(
      `
import smtplib
s = smtplib.SMTP('127.0.0.1', int(sys.argv[1]), timeout=20)
for i in range(3): s.sendmail('b@host.test', ['alice@example.org'], 'Subject: %d\\r\\n\\r\\n.dot\\r\\n' % i)
s.quit()`,
      String(smtp),
    );
    expect((await peer.ended).code).toBe(0);
    return { mail, pop3 };
  };

  test.skipIf(missing('mpop') !== undefined || NO_PYTHON !== undefined)(
    'mpop takes all, and removes them',
    async () => {
      const { mail, pop3 } = await filled();
      const home = directory();
      writeFileSync(
        join(home, 'mpoprc'),
        `account default\nhost 127.0.0.1\nport ${pop3}\nuser alice\npassword secret\nauth apop\ntls off\ndelivery maildir ${home}/got\nuidls_file ${home}/uidls\nreceived_header off\n`,
      );
      chmodSync(join(home, 'mpoprc'), 0o600);
      for (const folder of ['new', 'cur', 'tmp']) await theirs('mkdir', ['-p', join(home, 'got', folder)]);
      expect(await theirs('mpop', ['-q', '-C', join(home, 'mpoprc')])).toMatchObject({ code: 0, errors: '' });
      expect(mailsIn(home, 'got')).toHaveLength(3);
      expect(mailsIn(mail, 'alice')).toEqual([]);
    },
  );

  test.skipIf(missing('fetchmail') !== undefined || NO_PYTHON !== undefined)(
    'fetchmail takes all, keeps them, and sees nothing new the second time',
    async () => {
      const { mail, pop3 } = await filled();
      const home = directory();
      const rc = join(home, 'rc');
      writeFileSync(
        rc,
        `poll 127.0.0.1 proto POP3 port ${pop3} uidl user alice password secret keep sslproto '' mda "cat >> ${home}/got"\n`,
      );
      chmodSync(rc, 0o600);
      const args = [
        '--nodetach',
        '--nosyslog',
        '-f',
        rc,
        '--idfile',
        join(home, 'ids'),
        '--pidfile',
        join(home, 'pid'),
      ];
      expect((await theirs('env', [`FETCHMAILHOME=${home}`, 'fetchmail', ...args])).code).toBe(0);
      expect(readFileSync(join(home, 'got'), 'utf8').match(/^Subject: \d$/gm)).toEqual([
        'Subject: 0',
        'Subject: 1',
        'Subject: 2',
      ]);
      // 1: there is no new mail.
      expect((await theirs('env', [`FETCHMAILHOME=${home}`, 'fetchmail', ...args])).code).toBe(1);
      expect(mailsIn(mail, 'alice')).toHaveLength(3);
    },
  );
});
