using Fovea.Imaging;

namespace Fovea.Data;

/// <summary>
/// Labelled pictures of one size, read one at a time, from any thread and in any order. Pixels are 0 to 1, rows x columns x channels (channels last);
/// nothing normalises them here, <see cref="DataLoader"/> does that with <see cref="Mean"/> and <see cref="Deviation"/>.
/// To add a set of your own, derive from this class and write <see cref="ReadSample"/>; where the pictures have sizes of their own, also
/// <see cref="Preparation"/> and <see cref="ReadWhole"/>.
/// </summary>
public abstract class DataSet
{
    /// <summary>A set of samples of one shape.</summary>
    /// <param name="name">What messages call the set.</param>
    /// <param name="height">Rows of a sample.</param>
    /// <param name="width">Columns of a sample.</param>
    /// <param name="channels">Channels of a sample.</param>
    /// <param name="classes">The names of the classes; a label is an index into them.</param>
    /// <param name="mean">Per channel, the mean of the pixels that the loader takes away.</param>
    /// <param name="deviation">Per channel, the standard deviation that the loader divides by.</param>
    /// <exception cref="FoveaException">
    /// A size is not positive, there is no class, or mean and deviation are not one usable number for each channel.
    /// </exception>
    protected DataSet(string name, int height, int width, int channels, IReadOnlyList<string> classes,
        IReadOnlyList<float> mean, IReadOnlyList<float> deviation)
    {
        if (height < 1 || width < 1 || channels < 1 || (long)height * width > Array.MaxLength / channels)
            throw new FoveaException($"data set {name}: a sample cannot be {height} x {width} x {channels} (rows, columns, channels)");
        if (classes.Count < 1) throw new FoveaException($"data set {name}: there is no class");
        if (mean.Count != channels || deviation.Count != channels)
            throw new FoveaException($"data set {name}: {mean.Count} means and {deviation.Count} deviations for {channels} channels");
        if (mean.Any(m => !float.IsFinite(m)) || deviation.Any(d => !float.IsFinite(d) || d <= 0))
            throw new FoveaException($"data set {name}: means must be finite, deviations finite and greater than 0",
                $"mean ({string.Join(", ", mean)}), deviation ({string.Join(", ", deviation)})");
        (Name, Height, Width, Channels, Classes, Mean, Deviation) = (name, height, width, channels, classes, mean, deviation);
    }

    /// <summary>What messages call the set, such as <c>mnist/train</c>.</summary>
    public string Name { get; }

    /// <summary>The number of samples.</summary>
    public abstract int Count { get; }

    /// <summary>Rows of a sample.</summary>
    public int Height { get; }

    /// <summary>Columns of a sample.</summary>
    public int Width { get; }

    /// <summary>Channels of a sample.</summary>
    public int Channels { get; }

    /// <summary>Pixels of a sample times channels: the length of the span that <see cref="Read"/> fills.</summary>
    public int SampleLength => Height * Width * Channels;

    /// <summary>The names of the classes; a label is an index into them.</summary>
    public IReadOnlyList<string> Classes { get; }

    /// <summary>Per channel, the mean of the training pixels (0 to 1).</summary>
    public IReadOnlyList<float> Mean { get; }

    /// <summary>Per channel, the standard deviation of the training pixels.</summary>
    public IReadOnlyList<float> Deviation { get; }

    /// <summary>How pictures of any size become samples; null where every sample is kept in its size.</summary>
    public virtual Preparation? Preparation => null;

    /// <summary>Pictures that belong to a training set but are set apart for validation; null where there are none but those that are split off.</summary>
    public virtual DataSet? Validation => null;

    /// <summary>What a person should know of how the set was read, a sentence each: files that were passed over, parts that are missing.</summary>
    public IReadOnlyList<string> Remarks { get; init; } = [];

    /// <summary>Reads one sample. Safe from any number of threads at once.</summary>
    /// <param name="index">0 to <see cref="Count"/> - 1.</param>
    /// <param name="pixels">Receives <see cref="SampleLength"/> values of 0 to 1, rows x columns x channels.</param>
    /// <param name="label">The sample's class, 0 to the number of classes - 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such sample.</exception>
    /// <exception cref="ArgumentException">The span has another length.</exception>
    /// <exception cref="FoveaException">The set gives a label that is none of its classes.</exception>
    public void Read(int index, Span<float> pixels, out int label)
    {
        RequireIndex(index);
        if (pixels.Length != SampleLength)
            throw new ArgumentException($"data set {Name}: a sample has {SampleLength} values, the span {pixels.Length}", nameof(pixels));
        ReadSample(index, pixels, out label);
        RequireLabel(index, label);
    }

    /// <summary>
    /// Reads the picture of a sample whole, before any <see cref="Preparation"/>, as 8 bits; where samples are kept in their size, the sample itself (values
    /// are rounded to 8 bits). Safe from any number of threads at once.
    /// </summary>
    /// <param name="index">0 to <see cref="Count"/> - 1.</param>
    /// <param name="label">The sample's class, 0 to the number of classes - 1.</param>
    /// <returns>A picture of any size and <see cref="Channels"/> channels.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There is no such sample.</exception>
    /// <exception cref="FoveaException">The picture is damaged, or the set gives a label that is none of its classes.</exception>
    public Image<byte> ReadPicture(int index, out int label)
    {
        RequireIndex(index);
        Image<byte> picture = ReadWhole(index, out label);
        RequireLabel(index, label);
        return picture;
    }

    /// <summary>The samples at some places, in the order given; a place may occur more than once.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such sample.</exception>
    public DataSet Subset(IReadOnlyList<int> indices) => new SubsetDataSet(this, [.. indices]);

    /// <summary>A run of samples, such as <c>..5000</c> or <c>^5000..</c>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The range reaches outside the set.</exception>
    public DataSet Subset(Range range)
    {
        (int start, int length) = range.GetOffsetAndLength(Count);
        int[] indices = new int[length];
        for (int i = 0; i < length; i++) indices[i] = start + i;
        return new SubsetDataSet(this, indices);
    }

    /// <summary>Splits off samples for validation, drawn without replacement; both parts keep the order of the set.</summary>
    /// <param name="heldOut">How many samples the second part gets; 1 to <see cref="Count"/> - 1.</param>
    /// <param name="seed">Draws the same samples every time.</param>
    /// <exception cref="FoveaException">One of the parts would be empty.</exception>
    public (DataSet Training, DataSet HeldOut) Split(int heldOut, ulong seed)
    {
        if (heldOut < 1 || heldOut >= Count)
            throw new FoveaException($"data set {Name}: {heldOut} of {Count} samples cannot be held out", $"hold out 1 to {Count - 1}");
        int[] order = new int[Count];
        Permutation.Fill(order, seed, epoch: 0, RandomPurpose.Split);
        Span<int> held = order.AsSpan(0, heldOut), rest = order.AsSpan(heldOut);
        held.Sort();
        rest.Sort();
        return (new SubsetDataSet(this, rest.ToArray()), new SubsetDataSet(this, held.ToArray()));
    }

    /// <summary>Splits off a part of the samples for validation, as <see cref="Split(int, ulong)"/> does.</summary>
    /// <param name="heldOut">The part, greater than 0 and less than 1; the number of samples is rounded, to at least 1.</param>
    /// <param name="seed">Draws the same samples every time.</param>
    /// <exception cref="FoveaException">The part is not between 0 and 1, or there are too few samples.</exception>
    public (DataSet Training, DataSet HeldOut) Split(double heldOut, ulong seed)
    {
        if (!(heldOut > 0 && heldOut < 1)) throw new FoveaException($"data set {Name}: the part to hold out must be between 0 and 1, not {heldOut}");
        return Split(Math.Max(1, (int)Math.Round(heldOut * Count)), seed);
    }

    /// <summary>Measures mean and standard deviation of every channel over all pixels of all samples, in double precision.</summary>
    /// <returns>Two arrays of <see cref="Channels"/> values.</returns>
    /// <exception cref="FoveaException">The set is empty, or a sample is damaged.</exception>
    public (double[] Mean, double[] Deviation) MeasureChannels()
    {
        DataSetSurvey survey = DataSetSurvey.Of(this);
        return survey.Damaged.Count == 0 ? (survey.Mean, survey.Deviation) : throw survey.Damaged[0];
    }

    /// <summary>What messages call a sample: the set that it comes from and its index there.</summary>
    public virtual string Describe(int index) => $"data set {Name}, sample {index}";

    /// <summary>
    /// Reads one sample: fills <paramref name="pixels"/>, which is <see cref="SampleLength"/> long and may hold old values, and gives the label.
    /// Called from several threads at once, with an index that is in range.
    /// </summary>
    protected abstract void ReadSample(int index, Span<float> pixels, out int label);

    /// <summary>
    /// Reads one picture whole, as 8 bits of <see cref="Channels"/> channels, and gives the label. Called from several threads at once, with an index that
    /// is in range.
    /// </summary>
    protected virtual Image<byte> ReadWhole(int index, out int label)
    {
        float[] pixels = new float[SampleLength];
        ReadSample(index, pixels, out label);
        return new Image<float>(Height, Width, Channels, pixels).ToByte();
    }

    private void RequireIndex(int index)
    {
        if ((uint)index >= (uint)Count) throw new ArgumentOutOfRangeException(nameof(index), index, $"data set {Name} has {Count} samples");
    }

    private void RequireLabel(int index, int label)
    {
        if ((uint)label >= (uint)Classes.Count)
            throw new FoveaException($"{Describe(index)}: the label is {label}, but there are {Classes.Count} classes (0 to {Classes.Count - 1})");
    }
}
