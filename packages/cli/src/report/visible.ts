/** Signs that would steer a terminal instead of standing on it; tabs may stay. */
// oxlint-disable-next-line no-control-regex -- these very signs are looked for
const STEERING = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g;

/** Text that shows what it is made of: what somebody else sent must not move our cursor. */
export const visible = (text: string): string =>
  text.replace(STEERING, (sign) => {
    const code = sign.charCodeAt(0);
    return code === 13 ? '\\r' : code < 256 ? `\\x${code.toString(16).padStart(2, '0')}` : `\\u${code.toString(16)}`;
  });
