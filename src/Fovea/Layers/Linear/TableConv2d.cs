using Fovea.Tensors;

namespace Fovea.Layers;

/// <summary>
/// Convolutional layer with a connection table (LeCun et al. 1998, table I): every map of the output sees only the maps of the input that the table lists for it.
/// x (N, H, W, in) gives (N, H', W', out). Weight (connections, kH, kW) in the order of the table, bias (out): what is not connected has no weight.
/// </summary>
public sealed class TableConv2d : Module
{
    readonly Variable weight, bias;
    readonly Tensor places;
    readonly int inChannels;

    /// <summary>A layer over <paramref name="inChannels"/> maps; row k of <paramref name="connections"/> lists the maps that output map k sees.</summary>
    public TableConv2d(int inChannels, int[][] connections, Pair kernelSize, Initializer? initializer = null)
    {
        if (connections.Length == 0 || connections.Any(row => row.Length == 0 || row.Distinct().Count() != row.Length || row.Any(map => map < 0 || map >= inChannels)))
            throw new ShapeException($"TableConv2d: every output map must see at least one of the {inChannels} input maps, each once");
        WindowNumbers.Check("TableConv2d", kernelSize, stride: null);
        this.inChannels = inChannels;
        int taps = kernelSize.Y * kernelSize.X, pairs = connections.Sum(row => row.Length);
        weight = (initializer ?? Initializer.Default).Make([pairs, kernelSize.Y, kernelSize.X], (long)taps * pairs / connections.Length, (long)taps * pairs / inChannels);
        bias = Initializer.Default.Make([connections.Length], (long)taps * pairs / connections.Length, connections.Length);
        places = Tensor.From([.. connections.SelectMany((row, output) => row.Select(input => (float)(output * inChannels + input)))], [pairs]);
    }

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x)
    {
        (int maps, int height, int width) = (bias.Shape[0], weight.Shape[1], weight.Shape[2]);
        // The full bank of kernels, zero where nothing is connected: one convolution instead of one a map.
        Tensor bank = weight.ScatterAdd(places, maps * inChannels).Reshape(maps, inChannels, height, width).Transpose(0, 2, 3, 1);
        return Result(x.Conv2d(bank, bias), x);
    }

    /// <summary>Those of the connections; the bank is computed in full.</summary>
    internal override long? MultiplyAdds(Shape result) => weight.Shape.Count * result[0] * result[1] * result[2];

    /// <inheritdoc/>
    public override string ToString() => $"TableConv2d {inChannels} -> {bias.Shape[0]}, {weight.Shape[1]}x{weight.Shape[2]}, {weight.Shape[0]} connections";
}
