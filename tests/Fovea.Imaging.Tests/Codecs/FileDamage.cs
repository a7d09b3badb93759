using System.Buffers.Binary;

namespace Fovea.Imaging.Tests;

/// <summary>Damage to files: bytes flipped and set, lengths changed, ends cut off, stretches moved, left out and doubled, files of a kind spliced. The test and the fuzz command share it.</summary>
internal static class FileDamage
{
    /// <summary>A damaged copy of a file.</summary>
    /// <param name="file">The file, at least one byte.</param>
    /// <param name="other">Another file of the same format, for splices.</param>
    /// <param name="random">Says what is done.</param>
    public static byte[] Of(byte[] file, byte[] other, Random random)
    {
        byte[] damaged = (byte[])file.Clone();
        for (int n = random.Next(1, 5); n > 0 && damaged.Length > 0; n--) damaged = Once(damaged, other, random);
        // With the chunks' checksums repaired, damage gets past them to the decoder.
        if (random.Next(4) > 0 && damaged.AsSpan().StartsWith((ReadOnlySpan<byte>)[0x89, 0x50, 0x4E, 0x47])) PngBytes.RepairChecksums(damaged);
        return damaged;
    }

    static byte[] Once(byte[] file, byte[] other, Random random)
    {
        int at = Place(file.Length, random);
        switch (random.Next(12))
        {
            case 0 or 1 or 2:
                file[at] ^= (byte)(1 << random.Next(8));
                return file;
            case 3 or 4:
                file[at] = random.Next(3) switch { 0 => (byte)random.Next(256), 1 => 255, _ => 0 };
                return file;
            case 5: // numbers of two and four bytes at the ends of their range
                Span<byte> number = stackalloc byte[4];
                BinaryPrimitives.WriteInt32BigEndian(number, random.Next(5) switch { 0 => 0, 1 => -1, 2 => int.MaxValue, 3 => int.MinValue, _ => random.Next() >> random.Next(31) });
                number[..Math.Min(random.Next(2) == 0 ? 2 : 4, file.Length - at)].CopyTo(file.AsSpan(at));
                return file;
            case 6:
                return file[..at];
            case 7: // left out
                return [.. file[..at], .. file[Math.Min(file.Length, at + random.Next(1, 64))..]];
            case 8: // doubled
                int length = Math.Min(random.Next(1, 200), file.Length - at);
                return [.. file[..(at + length)], .. file[at..]];
            case 9: // moved over another place
                int count = random.Next(1, Math.Max(2, file.Length / 2)), from = random.Next(Math.Max(1, file.Length - count)), to = random.Next(Math.Max(1, file.Length - count));
                file.AsSpan(from, Math.Min(count, file.Length - Math.Max(from, to))).CopyTo(file.AsSpan(to));
                return file;
            case 10: // noise put in
                byte[] noise = new byte[random.Next(1, 32)];
                random.NextBytes(noise);
                return [.. file[..at], .. noise, .. file[at..]];
            default:
                return [.. file[..at], .. other[Place(other.Length, random)..]];
        }
    }

    // Headers are small and matter most.
    static int Place(int length, Random random) => random.Next(2) == 0 ? random.Next(length) : random.Next(Math.Min(length, 700));
}
