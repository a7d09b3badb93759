using Fovea.Layers;
using Fovea.Tensors;

namespace Fovea.Models;

/// <summary>
/// Vision Transformer (Dosovitskiy et al. 2021, fig. 1), as torchvision has it: an image is cut into square patches, each patch becomes a token, and the scores are
/// made of one more token that has listened to all of them. ViT-B/16 has 86,567,656 parameters for 224x224x3 and 1,000 classes, and 17.564 G multiply-adds, the products of
/// attention (queries with keys, weights with values) counted like those with weights.
/// </summary>
public sealed class VisionTransformer : Module
{
    readonly Shape image;
    readonly int width;
    readonly Variable class_token;
    readonly Conv2d conv_proj;
    readonly TransformerEncoder encoder;
    readonly ClassHead heads;

    /// <summary>A network for images of one size, since every place of a patch has an embedding of its own.</summary>
    /// <param name="size">Depth and widths, a row of table 1.</param>
    /// <param name="patch">Rows and columns of a patch.</param>
    /// <param name="image">The shape of one image (H, W, C).</param>
    /// <param name="classes">The number of scores.</param>
    /// <param name="dropout">The probability of dropout after the embedding, after each attention and in each MLP (appendix B.1).</param>
    /// <exception cref="ShapeException">The image is not made of whole patches, or a size is less than 1.</exception>
    public VisionTransformer(VisionTransformerSize size, int patch, Shape image, int classes = 1000, double dropout = 0)
    {
        if (image.Rank != 3) throw new ShapeException("VisionTransformer", "samples are images of rows, columns and channels", [("sample", image, "expected (H, W, C)")]);
        if (patch < 1 || image[0] < 1 || image[0] % patch != 0 || image[1] < 1 || image[1] % patch != 0)
            throw new ShapeException("VisionTransformer", $"cuts images into patches of {patch}x{patch} pixels, which do not fill this one", [("sample", image, "(H, W, C)")], "resize or crop the images");
        if (size.Layers < 1) throw new ShapeException($"VisionTransformer: needs at least one layer, not {size.Layers}");
        (this.image, width) = (image, size.Width);
        int tokens = image[0] / patch * (image[1] / patch) + 1, pixels = patch * patch * image[2];

        conv_proj = new Conv2d(image[2], width, patch, stride: patch, initializer: Initializer.Gaussian(Math.Sqrt(1.0 / pixels)), biasInitializer: Initializer.Zeros);
        class_token = Initializer.Zeros.Make([1, 1, width], width, width);
        encoder = new TransformerEncoder(size, tokens, dropout);
        heads = new ClassHead(width, classes);
    }

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x)
    {
        if (x.Shape.Rank != 4 || x.Shape.Sizes[1..] is var sizes && !sizes.SequenceEqual(image.Sizes))
            throw new ShapeException("VisionTransformer", $"is made for images of {image[0]}x{image[1]} pixels with {image[2]} channels", [("input", x.Shape, "(N, H, W, C)"), ("sample", image, "(H, W, C)")],
                "resize the images, or make a model for this size");
        int n = x.Shape[0];                                                    // ViT-B/16:
        x = conv_proj.Forward(x);                                              // 224x224x3 -> 14x14x768   a linear layer over each patch
        x = x.Reshape(n, x.Shape[1] * x.Shape[2], width);                      // 196x768                  rows of patches one after the other
        x = Tensor.Concat(1, class_token.BroadcastTo([n, 1, width]), x);       // 197x768                  the class token is token 0
        x = encoder.Forward(x);                                                // 197x768
        return heads.Forward(x[.., 0]);                                        // 768 -> 1000
    }

    /// <inheritdoc/>
    public override string ToString() => $"VisionTransformer {image[0]}x{image[1]}x{image[2]}";
}

/// <summary>How deep and how wide a Vision Transformer is: a row of table 1 of the paper.</summary>
/// <param name="Layers">Encoder blocks.</param>
/// <param name="Width">Numbers of a token.</param>
/// <param name="Mlp">Hidden units of each block's two-layer network.</param>
/// <param name="Heads">Heads of each attention, which share the width.</param>
public sealed record VisionTransformerSize(int Layers, int Width, int Mlp, int Heads)
{
    /// <summary>ViT-Base: 86 M parameters.</summary>
    public static VisionTransformerSize Base { get; } = new(Layers: 12, Width: 768, Mlp: 3072, Heads: 12);

    /// <summary>ViT-Large: 304 M parameters.</summary>
    public static VisionTransformerSize Large { get; } = new(Layers: 24, Width: 1024, Mlp: 4096, Heads: 16);

    /// <summary>For 32x32 pixels and few images: the width and heads of DeiT-Tiny (Touvron et al. 2021), half as deep, with half as wide an MLP; 1.8 M parameters.</summary>
    public static VisionTransformerSize Tiny { get; } = new(Layers: 6, Width: 192, Mlp: 384, Heads: 3);
}

/// <summary>The grey box of fig. 1: embeddings of the places are added to the tokens, then the blocks follow one another, then a last normalisation. x (N, tokens, width) keeps its shape.</summary>
sealed class TransformerEncoder : Module
{
    readonly Variable pos_embedding;
    readonly Dropout dropout;
    readonly TransformerBlock[] layers;
    readonly LayerNorm ln;

    public TransformerEncoder(VisionTransformerSize size, int tokens, double dropout)
    {
        pos_embedding = Initializer.Gaussian(0.02).Make([1, tokens, size.Width], size.Width, size.Width);
        this.dropout = new Dropout(dropout);
        layers = [.. Enumerable.Range(0, size.Layers).Select(_ => new TransformerBlock(size, dropout))];
        ln = new LayerNorm(size.Width, TransformerBlock.Epsilon);
    }

    public override Tensor Forward(Tensor x)
    {
        x = dropout.Forward(Result(x + pos_embedding));
        foreach (TransformerBlock block in layers) x = block.Forward(x);
        return ln.Forward(x);
    }

    public override string ToString() => $"TransformerEncoder of {layers.Length} blocks";

    private protected override string ListName(string field, int index) => $"{field}.encoder_layer_{index}";
}

/// <summary>One block (fig. 1 right, eq. 2 and 3): attention, then a network of two layers for each token; both are normalised before and added to what came in.</summary>
sealed class TransformerBlock(VisionTransformerSize size, double dropout) : Module
{
    public const double Epsilon = 1e-6;

    readonly LayerNorm ln_1 = new(size.Width, Epsilon);
    readonly SelfAttention self_attention = new(size.Width, size.Heads);
    readonly Dropout dropout = new(dropout);
    readonly LayerNorm ln_2 = new(size.Width, Epsilon);
    readonly Sequential mlp = new(Dense(size.Width, size.Mlp), new Gelu(), new Dropout(dropout), Dense(size.Mlp, size.Width), new Dropout(dropout));

    public override Tensor Forward(Tensor x)
    {
        x += dropout.Forward(self_attention.Forward(ln_1.Forward(x)));
        return x + mlp.Forward(ln_2.Forward(x));
    }

    /// <summary>As torchvision named them before version 0.13, and so in the weights that it has published.</summary>
    protected override IReadOnlyList<(string Older, string Name)> OlderNames => [("mlp.linear_1", "mlp.0"), ("mlp.linear_2", "mlp.3")];

    static Linear Dense(int from, int to) => new(from, to, initializer: Initializer.XavierUniform, biasInitializer: Initializer.Gaussian(1e-6));
}

/// <summary>The linear layer that makes scores of the class token; it starts with zeros, so that all classes start equal.</summary>
sealed class ClassHead(int width, int classes) : Module
{
    readonly Linear head = new(width, classes, initializer: Initializer.Zeros, biasInitializer: Initializer.Zeros);

    public override Tensor Forward(Tensor x) => head.Forward(x);
}
