using Fovea.Layers;
using Fovea.Tensors;

namespace Fovea.Models;

/// <summary>
/// LeNet-5 as published (LeCun et al. 1998, sec. II.B, fig. 2 and table I): learned subsampling, scaled tanh 1.7159 tanh(2/3 x), and the C3 layer whose 16 maps see only
/// some of the six maps before it, radial basis units with fixed codes at the end: 60,000 parameters. Images of 28x28 are padded to 32x32. The scores are minus
/// the distances (a fifth of them, which suits the learning rates of the other models), so softmax cross-entropy on them is the paper's discriminative criterion
/// (eq. 9) without its rubbish class.
/// </summary>
public sealed class LeNet5In1998(int classes = 10) : Module
{
    // Table I: row = map of C3, the maps of S2 that it sees.
    static readonly int[][] Connections =
    [
        [0, 1, 2], [1, 2, 3], [2, 3, 4], [3, 4, 5], [0, 4, 5], [0, 1, 5],
        [0, 1, 2, 3], [1, 2, 3, 4], [2, 3, 4, 5], [0, 3, 4, 5], [0, 1, 4, 5], [0, 1, 2, 5], [0, 1, 3, 4], [1, 2, 4, 5], [0, 2, 3, 5],
        [0, 1, 2, 3, 4, 5],
    ];

    readonly Conv2d c1 = new(1, 6, kernelSize: 5, padding: 2, initializer: Initializer.LeCun1998);          // 28x28x1 -> 28x28x6      156
    readonly LearnedPool2d s2 = new(6, 2);                                                                  // 14x14x6                   12
    readonly TableConv2d c3 = new(6, Connections, kernelSize: 5, initializer: Initializer.LeCun1998);       // 10x10x16               1,516
    readonly LearnedPool2d s4 = new(16, 2);                                                                 // 5x5x16                    32
    readonly Conv2d c5 = new(16, 120, kernelSize: 5, initializer: Initializer.LeCun1998);                   // 1x1x120               48,120
    readonly Linear f6 = new(120, 84, initializer: Initializer.LeCun1998);                                  // 84                    10,164
    readonly RadialBasis output = new(DigitCodes.Of(classes), 0.2);                                          // classes                    0

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x)
    {
        x = Squash(s2.Forward(Squash(c1.Forward(x))));
        x = Squash(s4.Forward(Squash(c3.Forward(x))));
        x = Squash(c5.Forward(x)).Flatten();
        return output.Forward(Squash(f6.Forward(x)));
    }

    internal LeNet5In1998 For(Shape input) => LeNetInput.Check(this, input);

    /// <summary>f(a) = A tanh(S a) with A = 1.7159 and S = 2/3 (appendix A): f(1) = 1, f(-1) = -1.</summary>
    static Tensor Squash(Tensor a) => (a * (2.0 / 3)).Tanh() * 1.7159;
}
