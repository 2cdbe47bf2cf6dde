/** Bytes that the process behind an address holds, by its Prometheus metrics; undefined where they cannot be read. */
export async function residentMemory(address: string): Promise<number | undefined> {
  try {
    const response = await fetch(address.endsWith('/metrics') ? address : `${address.replace(/\/+$/, '')}/metrics`);
    const found = /^process_resident_memory_bytes(?:\{[^}]*\})? (\S+)$/m.exec(await response.text())?.[1];
    return found === undefined ? undefined : Number(found);
  } catch {
    return undefined;
  }
}
