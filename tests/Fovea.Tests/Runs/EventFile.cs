using System.Buffers.Binary;
using Google.Protobuf;

namespace Fovea.Tests.Runs;

/// <summary>One event as a reader sees it; what the event does not hold is null.</summary>
internal sealed record ReadEvent(double WallTime, long Step, string? FileVersion, int? SessionStatus, string? Tag, float? Scalar, (int Height, int Width, int ColorSpace, byte[] Png)? Image);

/// <summary>A reader of event files that shares no code with the writer: checksums bit by bit, messages by the library's input stream.</summary>
internal static class EventFile
{
    public static List<ReadEvent> Read(string path)
    {
        List<ReadEvent> events = [];
        ReadOnlySpan<byte> file = File.ReadAllBytes(path);
        while (!file.IsEmpty)
        {
            int length = checked((int)BinaryPrimitives.ReadUInt64LittleEndian(file));
            Assert.Equal(Masked(Crc32C(file[..8])), BinaryPrimitives.ReadUInt32LittleEndian(file[8..]));
            ReadOnlySpan<byte> data = file.Slice(12, length);
            Assert.Equal(Masked(Crc32C(data)), BinaryPrimitives.ReadUInt32LittleEndian(file[(12 + length)..]));
            events.Add(ReadOne(data.ToArray()));
            file = file[(16 + length)..];
        }
        return events;
    }

    public static uint Crc32C(ReadOnlySpan<byte> data)
    {
        uint crc = 0xFFFFFFFF;
        foreach (byte value in data)
        {
            crc ^= value;
            for (int bit = 0; bit < 8; bit++) crc = (crc & 1) != 0 ? (crc >> 1) ^ 0x82F63B78 : crc >> 1;
        }
        return crc ^ 0xFFFFFFFF;
    }

    public static uint Masked(uint crc) => ((crc >> 15) | (crc << 17)) + 0xA282EAD8;

    private static ReadEvent ReadOne(byte[] data)
    {
        ReadEvent read = new(0, 0, null, null, null, null, null);
        Fields(data, (field, input) => read = field switch
        {
            1 => read with { WallTime = input.ReadDouble() },
            2 => read with { Step = input.ReadInt64() },
            3 => read with { FileVersion = input.ReadString() },
            5 => ReadSummary(read, input.ReadBytes().ToByteArray()),
            7 => ReadSession(read, input.ReadBytes().ToByteArray()),
            _ => throw new InvalidDataException($"event field {field}"),
        });
        return read;
    }

    private static ReadEvent ReadSession(ReadEvent read, byte[] data)
    {
        Fields(data, (field, input) => read = read with { SessionStatus = field == 1 ? input.ReadEnum() : throw new InvalidDataException() });
        return read;
    }

    private static ReadEvent ReadSummary(ReadEvent read, byte[] data)
    {
        Fields(data, (field, input) => Fields(field == 1 ? input.ReadBytes().ToByteArray() : throw new InvalidDataException(), (inner, value) => read = inner switch
        {
            1 => read with { Tag = value.ReadString() },
            2 => read with { Scalar = value.ReadFloat() },
            4 => read with { Image = ReadImage(value.ReadBytes().ToByteArray()) },
            _ => throw new InvalidDataException($"value field {inner}"),
        }));
        return read;
    }

    private static (int, int, int, byte[]) ReadImage(byte[] data)
    {
        int[] numbers = new int[4];
        byte[] png = [];
        Fields(data, (field, input) =>
        {
            if (field == 4) png = input.ReadBytes().ToByteArray();
            else numbers[field] = input.ReadInt32();
        });
        return (numbers[1], numbers[2], numbers[3], png);
    }

    private static void Fields(byte[] data, Action<int, CodedInputStream> read)
    {
        using CodedInputStream input = new(data);
        while (input.ReadTag() is var tag and not 0) read(WireFormat.GetTagFieldNumber(tag), input);
    }
}
