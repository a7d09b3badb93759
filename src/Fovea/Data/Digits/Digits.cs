namespace Fovea.Data;

/// <summary>
/// Digits that look handwritten, generated: stroke descriptions in two or three styles each, an unsteady hand, random size, slant, turn, shift and
/// elastic distortion, thickness, blur, contrast and noise. 28 x 28 of 8 bits, white on black, like MNIST, but in any number and without a download.
/// Sample i is a function of (seed, part, i) alone; training and test samples never coincide. Places 0 to 9, 10 to 19 and so on hold each digit once.
/// </summary>
/// <remarks>A sample is drawn when it is first read and kept in memory, so the second epoch costs no more than a set of files.</remarks>
public sealed class Digits : DataSet
{
    /// <summary>The name in the registry.</summary>
    public const string RegisteredName = "digits";

    /// <summary>The most samples of one set: they are kept, 784 bytes each.</summary>
    public const int MaxCount = 1_000_000;

    /// <summary>Usual numbers of samples.</summary>
    public const int TrainCount = 60_000, TestCount = 10_000;

    /// <summary>Rows and columns of a sample.</summary>
    public const int Size = DigitPen.Size;

    private static readonly string[] Names = ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"];

    private readonly ulong seed;
    private readonly RandomPurpose drawing, labelling;
    private readonly byte[] pixels;
    private readonly bool[] drawn;

    /// <summary>Digits to be generated as they are read.</summary>
    /// <param name="count">How many; 0 to <see cref="MaxCount"/>. A longer set begins with the samples of a shorter one.</param>
    /// <param name="seed">Another seed, other samples.</param>
    /// <param name="train">Training samples; otherwise test samples.</param>
    /// <exception cref="FoveaException">The count is negative or too large.</exception>
    public Digits(int count, ulong seed = 1, bool train = true)
        : base(train ? "digits/train" : "digits/test", Size, Size, 1, Names, [0.1132f], [0.2294f])
    {
        if (count is < 0 or > MaxCount)
            throw new FoveaException($"digits: {count} samples cannot be generated", $"the number must be 0 to {MaxCount}");
        Count = count;
        this.seed = seed;
        (drawing, labelling) = train
            ? (RandomPurpose.TrainingDigits, RandomPurpose.TrainingLabels)
            : (RandomPurpose.TestDigits, RandomPurpose.TestLabels);
        pixels = new byte[count * Size * Size];
        drawn = new bool[count];
    }

    /// <inheritdoc/>
    public override int Count { get; }

    /// <summary>Draws one sample, as <see cref="DataSet.Read"/> would give it, but as bytes and without keeping it.</summary>
    /// <param name="index">0 to <see cref="Count"/> - 1.</param>
    /// <param name="picture">Receives 28 x 28 bytes.</param>
    /// <returns>The digit.</returns>
    public int Draw(int index, Span<byte> picture)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Count);
        if (picture.Length != Size * Size)
            throw new ArgumentException($"a digit has {Size * Size} pixels, the span {picture.Length}", nameof(picture));
        int digit = Label(index);
        var random = new CounterRandom(seed, epoch: 0, index, drawing);
        Span<DigitPen.Vertex> path = stackalloc DigitPen.Vertex[DigitPen.MaxVertices];
        int vertices = DigitPen.Write(digit, ref random, path);
        DigitInk.Draw(path[..vertices], ref random, picture);
        return digit;
    }

    /// <inheritdoc/>
    protected override void ReadSample(int index, Span<float> pixels, out int label)
    {
        Span<byte> kept = this.pixels.AsSpan(index * Size * Size, Size * Size);
        if (Volatile.Read(ref drawn[index]))
        {
            label = Label(index);
        }
        else
        {
            // Two threads may both come here with one sample: they write the same bytes.
            label = Draw(index, kept);
            Volatile.Write(ref drawn[index], true);
        }
        PixelScale.Apply(kept, pixels);
    }

    /// <summary>Sample i's digit: place i % 10 in a random order of the ten digits that belongs to i / 10.</summary>
    private int Label(int index)
    {
        Span<int> order = stackalloc int[10];
        var random = new CounterRandom(seed, epoch: 0, index / 10, labelling);
        for (int i = 0; i < order.Length; i++)
        {
            int j = random.NextInt(i + 1);
            order[i] = order[j];
            order[j] = i;
        }
        return order[index % 10];
    }
}
