using Fovea.Layers;
using Fovea.Tensors;

namespace Fovea.Onnx;

/// <summary>
/// An imported network that takes images channels last, (N, H, W, C), as everything here gives them, and so can be trained and used like the models of this library.
/// What the file's network gives for them comes out: logits (N, classes), or maps (N, H, W, C). Made by <see cref="OnnxModel.AsImageModel"/>.
/// </summary>
public sealed class OnnxImageModel : Module
{
    // A list, as its elements' names can be left out: variables keep the names that they have in the file.
    readonly OnnxModel[] model;
    readonly int[] order;

    internal OnnxImageModel(OnnxModel model)
    {
        this.model = [model];
        OnnxValueInfo input = model.OnlyInput;
        if (input.Dims is { Count: not 4 }) throw new FoveaException($"{model.File}: the input {input} is no batch of images", "give a tensor in the file's order of axes to the model itself");
        // Networks made by TensorFlow may take channels last themselves.
        IsChannelsLast = input.Dims is [_, { Size: not (1 or 3 or 4) }, _, { Size: 1 or 3 or 4 }];
        order = IsChannelsLast ? OnnxValue.Ascending(4) : OnnxValue.ChannelsLastOrder(4);
    }

    /// <summary>The network in the file's order of axes.</summary>
    public OnnxModel Model => model[0];

    /// <summary>Whether the file's own input is channels last.</summary>
    public bool IsChannelsLast { get; }

    /// <summary>The shape of one image that the file declares, (H, W, C); null where it leaves a size open.</summary>
    public Shape? Image
    {
        get
        {
            if (Model.OnlyInput.Dims is not { } dims) return null;
            int[] last = IsChannelsLast ? [1, 2, 3] : [2, 3, 1];
            return last.All(axis => dims[axis].Size is > 0 and <= int.MaxValue) ? Shape.Create([.. last.Select(axis => (int)dims[axis].Size!)]) : null;
        }
    }

    /// <summary>The first output for a batch of images.</summary>
    /// <param name="x">Images (N, H, W, C), scaled as the network expects them.</param>
    /// <exception cref="ShapeException">The file declares other sizes, or an operator does not take what it is given; the message names the node.</exception>
    public override Tensor Forward(Tensor x)
    {
        if (x.Shape.Rank != 4) throw new ShapeException("OnnxImageModel", $"the input needs four dimensions, it has {x.Shape.Rank}", [("input", x.Shape, "expected (N, H, W, C)")]);
        OnnxValue y = Model.Forward(x, order);
        return y.Rank == 4 && !IsChannelsLast ? y.ChannelsLast : y.Logical;
    }

    /// <inheritdoc/>
    public override string ToString() => Model.ToString();

    private protected override string ListName(string field, int index) => "";
}
