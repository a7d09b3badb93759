using Fovea.Layers;
using Fovea.Models;
using Fovea.Tensors;

namespace Fovea.Tests.Models;

/// <summary>Vision Transformers: torchvision's names and first values, and what images they take.</summary>
public class VisionTransformerTests
{
    [Fact]
    public void NamesAreTorchvisions()
    {
        const string Block = "ln_1.weight (16); ln_1.bias (16); self_attention.in_proj_weight (48, 16); self_attention.in_proj_bias (48); self_attention.out_proj.weight (16, 16); "
            + "self_attention.out_proj.bias (16); ln_2.weight (16); ln_2.bias (16); mlp.0.weight (32, 16); mlp.0.bias (32); mlp.3.weight (16, 32); mlp.3.bias (16)";
        string Numbered(int i) => string.Join("; ", Block.Split("; ").Select(weight => $"encoder.layers.encoder_layer_{i}.{weight}"));
        Assert.Equal($"class_token (1, 1, 16); conv_proj.weight (16, 4, 4, 3); conv_proj.bias (16); encoder.pos_embedding (1, 7, 16); {Numbered(0)}; {Numbered(1)}; "
            + "encoder.ln.weight (16); encoder.ln.bias (16); heads.head.weight (5, 16); heads.head.bias (5)", Layers.LayerCase.Describe(Small([8, 12, 3])));
    }

    /// <summary>As torchvision draws them: tokens by a normal distribution of deviation sqrt(1 / pixels of a patch), places of 0.02, biases of the MLP of 1e-6; scores start equal.</summary>
    [Fact]
    public void StartsAsTorchvisionDoes()
    {
        Dictionary<string, float[]> weights = ModelRegistry.Get("vit_tiny_32").Create().Variables().ToDictionary(variable => variable.Name!, variable => variable.ToArray());
        double Deviation(string name) => Math.Sqrt(weights[name].Average(value => (double)value * value));
        Assert.Equal(Math.Sqrt(1.0 / 48), Deviation("conv_proj.weight"), 0.003);
        Assert.Equal(0.02, Deviation("encoder.pos_embedding"), 0.0005);
        Assert.Equal(Math.Sqrt(2.0 / (192 + 384)), Deviation("encoder.layers.encoder_layer_0.mlp.0.weight"), 0.001);
        Assert.Equal(Math.Sqrt(2.0 / (192 + 576)), Deviation("encoder.layers.encoder_layer_0.self_attention.in_proj_weight"), 0.001);
        Assert.Equal(Math.Sqrt(1.0 / 3 / 192), Deviation("encoder.layers.encoder_layer_0.self_attention.out_proj.weight"), 0.001);
        Assert.Equal(1e-6, Deviation("encoder.layers.encoder_layer_0.mlp.3.bias"), 2e-7);
        foreach (string zero in (string[])["class_token", "conv_proj.bias", "encoder.layers.encoder_layer_0.self_attention.in_proj_bias",
            "encoder.layers.encoder_layer_0.self_attention.out_proj.bias", "heads.head.weight", "heads.head.bias"])
            Assert.All(weights[zero], value => Assert.Equal(0, value));
    }

    [Fact]
    public void TheTinyOneTakesGreyDigitsToo() =>
        Assert.Equal([2, 10], ModelRegistry.Get("vit_tiny_32").Create([28, 28, 1]).Forward(Tensor.Zeros([2, 28, 28, 1])).Shape);

    [Fact]
    public void AnImageThatPatchesDoNotFillIsAnError()
    {
        string message = Assert.Throws<ShapeException>(() => ModelRegistry.Get("vit_b_16").Create([28, 32, 3])).Message;
        Assert.Contains("patches of 16x16 pixels", message, StringComparison.Ordinal);
        Assert.Contains("(28, 32, 3)", message, StringComparison.Ordinal);
    }

    [Fact]
    public void AnImageOfAnotherSizeIsAnError()
    {
        foreach (Shape shape in (Shape[])[[2, 12, 8, 3], [2, 8, 12, 1], [8, 12, 3]])
            Assert.Contains("is made for images of 8x12 pixels with 3 channels", Assert.Throws<ShapeException>(() => Small([8, 12, 3]).Forward(Tensor.Zeros(shape))).Message, StringComparison.Ordinal);
    }

    /// <summary>Without embeddings of the places, the class token hears the patches in any order alike.</summary>
    [Fact]
    public void OnlyTheEmbeddingsTellWhereAPatchIs()
    {
        using IDisposable scope = Backend.Use(Backend.Reference);
        Module model = Small([4, 8, 3]);
        Random random = new(3);
        foreach (Variable variable in model.Variables())
            variable.Write([.. Enumerable.Range(0, (int)variable.Shape.Count).Select(_ => random.NextSingle() - 0.5f)]);
        Tensor x = Tensor.From([.. Enumerable.Range(0, 4 * 8 * 3).Select(_ => random.NextSingle())], [1, 4, 8, 3]), swapped = Tensor.Concat(2, x[.., .., 4..], x[.., .., ..4]);
        Assert.NotEqual(model.Forward(x).ToArray(), model.Forward(swapped).ToArray());
        Variable places = model.Variables().Single(variable => variable.Name == "encoder.pos_embedding");
        places.Write(new float[places.Shape.Count]);
        Layers.Expected.AreNear([.. model.Forward(x).ToArray().Select(value => (double)value)], [.. model.Forward(swapped).ToArray().Select(value => (double)value)], 1e-6, "scores");
    }

    static VisionTransformer Small(Shape image) => new(new VisionTransformerSize(Layers: 2, Width: 16, Mlp: 32, Heads: 2), patch: 4, image, classes: 5);
}
