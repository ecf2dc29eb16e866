/** Looks like a QR code and is none: the demo has no link worth a camera. */
export function pretendQr(size = 33) {
    const finder = (x, y) => {
        const d = Math.max(Math.abs(x - 3), Math.abs(y - 3));
        return d === 3 || d <= 1;
    };
    let seed = 7;
    return Array.from({ length: size }, (_, y) =>
        Array.from({ length: size }, (_, x) => {
            const [cx, cy] = [x < 8 ? x : size - 1 - x, y < 8 ? y : size - 1 - y];
            if (cx < 8 && cy < 8 && !(x >= 8 && y >= 8))
                return cx < 7 && cy < 7 && finder(cx, cy) ? '1' : '0';
            seed = (seed * 16807) % 2147483647;
            return seed % 2 ? '1' : '0';
        }).join(''),
    );
}
