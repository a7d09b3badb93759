namespace Fovea.Data;

/// <summary>Labelled pictures as a pair of IDX files: (count, rows, columns) or (count, rows, columns, channels) bytes, and (count) labels.</summary>
public static class IdxImages
{
    /// <summary>Reads a pair of files, each plain or packed with gzip.</summary>
    /// <param name="imagesPath">The file of the pictures.</param>
    /// <param name="labelsPath">The file of the labels.</param>
    /// <param name="name">What messages call the set.</param>
    /// <param name="classes">The names of the classes.</param>
    /// <param name="mean">Per channel, the mean of the training pixels (0 to 1).</param>
    /// <param name="deviation">Per channel, the standard deviation of the training pixels.</param>
    /// <exception cref="BadFileException">
    /// A file is missing, damaged or not what it should be, the counts differ, or a label is none of the classes.
    /// </exception>
    public static MemoryDataSet Read(string imagesPath, string labelsPath, string name, IReadOnlyList<string> classes,
        IReadOnlyList<float> mean, IReadOnlyList<float> deviation) =>
        Combine(imagesPath, IdxFile.Read(imagesPath), labelsPath, IdxFile.Read(labelsPath), name, classes, mean, deviation);

    /// <summary>
    /// Writes a set as a pair of files, packed if the names end in <c>.gz</c>. Pixels are rounded to 8 bits, which loses nothing for sets that
    /// have no more (MNIST, Fashion-MNIST, the generated digits).
    /// </summary>
    /// <exception cref="FoveaException">
    /// The set is empty, has more than 256 classes, has pixels outside 0 to 1 or is too large for one file, or the files cannot be written.
    /// </exception>
    public static void Write(DataSet data, string imagesPath, string labelsPath)
    {
        int length = data.SampleLength;
        if (data.Count == 0) throw new FoveaException($"data set {data.Name} is empty: there is nothing to write");
        if (data.Classes.Count > 256)
            throw new FoveaException($"data set {data.Name}: {data.Classes.Count} classes do not fit the bytes of an IDX file");
        if ((long)data.Count * length > Array.MaxLength)
            throw new FoveaException($"data set {data.Name}: {data.Count} samples of {length} values are too many for one IDX file",
                "write a subset");

        byte[] pixels = new byte[data.Count * length], labels = new byte[data.Count];
        float[] sample = new float[length];
        for (int i = 0; i < data.Count; i++)
        {
            data.Read(i, sample, out int label);
            labels[i] = (byte)label;
            for (int p = 0; p < length; p++)
            {
                if (!(sample[p] is >= 0 and <= 1)) throw new FoveaException($"{data.Describe(i)}: value {p} is {sample[p]}, not within 0 to 1");
                pixels[i * length + p] = (byte)MathF.Round(sample[p] * 255);
            }
        }
        int[] shape = data.Channels == 1 ? [data.Count, data.Height, data.Width] : [data.Count, data.Height, data.Width, data.Channels];
        new IdxFile(shape, pixels).Write(imagesPath);
        new IdxFile([data.Count], labels).Write(labelsPath);
    }

    internal static MemoryDataSet Combine(string imagesPath, IdxFile images, string labelsPath, IdxFile labels, string name,
        IReadOnlyList<string> classes, IReadOnlyList<float> mean, IReadOnlyList<float> deviation)
    {
        int[] shape = images.Shape;
        if (shape.Length < 3)
            throw new BadFileException(imagesPath, $"has the shape ({string.Join(", ", shape)}); images have (count, rows, columns)", 3,
                shape.Length == 1 ? "this looks like the file of the labels" : null);
        if (labels.Shape.Length != 1)
            throw new BadFileException(labelsPath, $"has the shape ({string.Join(", ", labels.Shape)}); labels have (count)", 3,
                labels.Shape.Length >= 3 ? "this looks like the file of the images" : null);
        int channels = shape.Length == 4 ? shape[3] : 1;
        if (channels != mean.Count)
            throw new BadFileException(imagesPath, $"has {channels} channels, the data set {name} has {mean.Count}", 3);
        if (labels.Shape[0] != shape[0])
            throw new BadFileException(labelsPath, $"holds {labels.Shape[0]} labels, but '{imagesPath}' holds {shape[0]} images", 4,
                "the two files must belong together");
        for (int i = 0; i < labels.Values.Length; i++)
            if (labels.Values[i] >= classes.Count)
                throw new BadFileException(labelsPath,
                    $"the label of sample {i} is {labels.Values[i]}, but there are {classes.Count} classes (0 to {classes.Count - 1})",
                    labels.Header().Length + i);
        int[] numbers = Array.ConvertAll(labels.Values, label => (int)label);
        return new MemoryDataSet(name, shape[1], shape[2], channels, images.Values, numbers, classes, mean, deviation);
    }
}
