import { gunzipSync } from 'node:zlib';

const packedCode = /^packed="\n([A-Za-z0-9+/=\n]*)^"\n[^]*$/m;

/** A compiled script with its packed code decoded. */
export function unpacked(script: string): string {
  return script.replace(packedCode, (_, base64: string) =>
    gunzipSync(Buffer.from(base64, 'base64')).toString('utf8'),
  );
}
