using Fovea.Data;

namespace Fovea.Tests.Training;

/// <summary>
/// Pictures that are easy to tell apart: all values of sample i are (1 + its class) / 4, but for a little that depends on i; classes go round. What a
/// test replaces is another.
/// </summary>
internal sealed class ToyData(int count, int classes = 2, int size = 2, float mean = 0.5f, float deviation = 0.25f)
    : DataSet("toy", size, size, 1, [.. Enumerable.Range(0, classes).Select(c => $"class {c}")], [mean], [deviation])
{
    public Action<int>? OnRead { get; init; }

    public Func<int, int>? Label { get; init; }

    public (int Sample, float Value)? Special { get; init; }

    public override int Count => count;

    protected override void ReadSample(int index, Span<float> pixels, out int label)
    {
        OnRead?.Invoke(index);
        label = index % Classes.Count;
        for (int p = 0; p < pixels.Length; p++) pixels[p] = (1 + label) / 4f + (index * 7 + p * 3) % 11 / 200f;
        if (Special is { } special && special.Sample == index) pixels[0] = special.Value;
        if (Label is not null) label = Label(index);
    }
}
