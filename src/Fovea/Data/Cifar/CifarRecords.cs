namespace Fovea.Data;

/// <summary>
/// Records of CIFAR-10's binary version, in the order of their file: a byte of the label, then 32 x 32 bytes each of red, green and blue in row order.
/// See https://www.cs.toronto.edu/~kriz/cifar.html.
/// </summary>
/// <param name="Pixels">The pictures, channels last.</param>
/// <param name="Labels">Their labels.</param>
internal sealed record CifarRecords(byte[] Pixels, int[] Labels)
{
    public const int Side = 32, Channels = 3, PictureLength = Plane * Channels, RecordLength = 1 + PictureLength;
    private const int Plane = Side * Side;

    /// <summary>More than this are not one file of such a set; the whole of CIFAR-10 has 60,000.</summary>
    private const int MostRecords = 200_000;

    /// <summary>Reads a file, plain or packed with gzip.</summary>
    /// <exception cref="BadFileException">
    /// The file is missing, damaged or empty, its length is not that of whole records, or a label is none of the classes.
    /// </exception>
    public static CifarRecords Read(string path, int classes) => PackedFile.Read(path, content =>
    {
        CifarRecords records = Read(path, content.Stream, content.IsExact ? content.Available : null, classes);
        return (records, (long)records.Labels.Length * RecordLength);
    });

    /// <summary>Reads all of a stream.</summary>
    /// <param name="name">What messages call it.</param>
    /// <param name="stream">At the first record.</param>
    /// <param name="length">How many bytes it holds, where that is known.</param>
    /// <param name="classes">How many classes there are.</param>
    public static CifarRecords Read(string name, Stream stream, long? length, int classes)
    {
        if (length is { } known)
        {
            if (known % RecordLength != 0) throw Uneven(name, known);
            if (known / RecordLength > MostRecords) throw TooMany(name);
        }
        // Where the length is not known, memory grows with what has been read, not with what is announced.
        List<byte> pixels = new((int)((length ?? 0) / RecordLength * PictureLength));
        List<int> labels = [];
        byte[] record = new byte[RecordLength], picture = new byte[PictureLength];
        for (long offset = 0; ; offset += RecordLength)
        {
            int got = stream.ReadAtLeast(record, RecordLength, throwOnEndOfStream: false);
            if (got == 0) break;
            if (got < RecordLength) throw Uneven(name, offset + got);
            if (labels.Count == MostRecords) throw TooMany(name);
            if (record[0] >= classes)
                throw new BadFileException(name, $"the label of record {labels.Count} is {record[0]}, but there are {classes} classes (0 to {classes - 1})", offset,
                    "this may be no file of CIFAR-10's binary version");
            labels.Add(record[0]);
            for (int c = 0, at = 1; c < Channels; c++)
                for (int p = c; p < PictureLength; p += Channels) picture[p] = record[at++];
            pixels.AddRange(picture);
        }
        if (labels.Count == 0) throw new BadFileException(name, "the file holds no record", 0, "get the file again");
        return new CifarRecords([.. pixels], [.. labels]);
    }

    private static BadFileException Uneven(string name, long length) =>
        new(name, $"{length} bytes are not whole records of {RecordLength} bytes (a label and 32 x 32 x 3 pixels)", length / RecordLength * RecordLength,
            "the file is truncated, or not of CIFAR-10's binary version");

    private static BadFileException TooMany(string name) => new(name, $"holds more than {MostRecords} records");
}
