namespace Fovea.Tensors;

/// <summary>In which order the channels of a pixel hold the pixels of a block (see <see cref="Tensor.DepthToSpace"/>).</summary>
public enum BlockOrder
{
    /// <summary>All channels of the block's first pixel, then all of the second: (row, column, channel). TensorFlow's order, ONNX's DCR.</summary>
    PixelByPixel,

    /// <summary>All pixels of the first channel, then all of the second: (channel, row, column). PyTorch's pixel_shuffle, ONNX's CRD.</summary>
    ChannelByChannel,
}

public partial class Tensor
{
    /// <summary>
    /// Channels laid out as pixels: a batch of images (N, H, W, b² C) becomes (N, b H, b W, C), every pixel a block of b by b (Shi et al., arXiv:1609.05158).
    /// </summary>
    /// <param name="block">b, rows and columns of a block.</param>
    /// <param name="order">How the channels hold the block.</param>
    /// <exception cref="ShapeException">This is no batch of images, or its channels do not fill blocks.</exception>
    public Tensor DepthToSpace(int block, BlockOrder order = BlockOrder.PixelByPixel)
    {
        const string Name = "DepthToSpace";
        CheckBlock(Name, block);
        if (Shape[3] % ((long)block * block) != 0) throw new ShapeException(Name, $"{Shape[3]} channels are not a multiple of {block} x {block}", [("input", Shape, "(N, H, W, C)")]);
        (int n, int h, int w, int c) = (Shape[0], Shape[1], Shape[2], Shape[3] / (block * block));
        Tensor apart = order == BlockOrder.PixelByPixel
            ? Reshape(n, h, w, block, block, c).Transpose(0, 1, 3, 2, 4, 5)
            : Reshape(n, h, w, c, block, block).Transpose(0, 1, 4, 2, 5, 3);
        return apart.Reshape([n, checked(h * block), checked(w * block), c]).Labelled(Name);
    }

    /// <summary>The opposite of <see cref="DepthToSpace"/>: blocks of b by b pixels become channels, (N, H, W, C) becomes (N, H / b, W / b, b² C).</summary>
    /// <param name="block">b, rows and columns of a block.</param>
    /// <param name="order">How the channels hold the block.</param>
    /// <exception cref="ShapeException">This is no batch of images, or blocks do not tile it.</exception>
    public Tensor SpaceToDepth(int block, BlockOrder order = BlockOrder.PixelByPixel)
    {
        const string Name = "SpaceToDepth";
        CheckBlock(Name, block);
        if (Shape[1] % block != 0 || Shape[2] % block != 0) throw new ShapeException(Name, $"blocks of {block} x {block} do not tile {Shape[1]} x {Shape[2]} pixels", [("input", Shape, "(N, H, W, C)")]);
        (int n, int h, int w, int c) = (Shape[0], Shape[1] / block, Shape[2] / block, Shape[3]);
        Tensor apart = Reshape(n, h, block, w, block, c);
        apart = order == BlockOrder.PixelByPixel ? apart.Transpose(0, 1, 3, 2, 4, 5) : apart.Transpose(0, 1, 3, 5, 2, 4);
        return apart.Reshape([n, h, w, checked(block * block * c)]).Labelled(Name);
    }

    void CheckBlock(string operation, int block)
    {
        if (Shape.Rank != 4) throw new ShapeException(operation, $"the input needs four dimensions, it has {Shape.Rank}", [("input", Shape, "expected (N, H, W, C)")]);
        if (block < 1) throw new ShapeException($"{operation}: a block must be at least 1 x 1, it is {block} x {block}");
    }
}
