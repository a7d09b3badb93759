using Fovea.Layers;
using Fovea.Losses;
using Fovea.Optimizers;
using Fovea.Tensors;

namespace Fovea.Tests.Layers;

/// <summary>Networks of more layers than any model has: plans of thousands of steps compute what the definition gives, in values, gradients and updates.</summary>
public class DeepNetworkTests
{
    /// <summary>A residual network of 2 layers a block and 2 more, with batch normalisation after every convolution.</summary>
    sealed class Residual(int blocks) : Module
    {
        readonly Conv2d first = new(3, 4, kernelSize: 3, padding: 1, bias: false);
        readonly BatchNorm2d norm = new(4);
        readonly Module[] body = [.. Enumerable.Range(0, blocks).Select(_ => new Sequential(new SumBranches(new Identity(),
            new Sequential(new Conv2d(4, 4, kernelSize: 3, padding: 1, bias: false), new BatchNorm2d(4), new Relu(), new Conv2d(4, 4, kernelSize: 3, padding: 1, bias: false), new BatchNorm2d(4))),
            new Relu()))];
        readonly Linear last = new(4, 3);

        public override Tensor Forward(Tensor x)
        {
            x = norm.Forward(first.Forward(x)).Relu();
            foreach (Module block in body) x = block.Forward(x);
            return last.Forward(x.GlobalAvgPool2d().Flatten());
        }
    }

    /// <summary>Loss, gradients and, after two steps, all variables.</summary>
    static List<float[]> Train(Backend backend, Func<Module> make)
    {
        using IDisposable scope = Backend.Use(backend), seed = Initializer.Seed(3);
        Module model = make();
        IReadOnlyList<Variable> variables = model.Variables();
        Sgd optimizer = new(model.Parameters(), learningRate: 0.01);
        Function step = new(x =>
        {
            Tensor loss = Loss.CrossEntropy(model.Forward(x[0]), x[1]);
            return [loss, optimizer.Step(loss), .. Gradient.Of(loss, model.Parameters())];
        });
        Random random = new(1);
        Tensor x = Tensor.From([.. Enumerable.Range(0, 4 * 4 * 4 * 3).Select(_ => random.NextSingle() * 2 - 1)], [4, 4, 4, 3]), labels = Tensor.From(0f, 1, 2, 1);
        List<float[]> seen = [];
        for (int i = 0; i < 2; i++) seen.AddRange(step.Call(x, labels).Select(result => result.ToArray()));
        seen.AddRange(variables.Select(variable => variable.ToArray()));
        return seen;
    }

    [Fact]
    public void ATrainedNetworkOf122LayersIsTheSameOnBothBackends()
    {
        List<float[]> exact = Train(Backend.Reference, () => new Residual(60)), fast = Train(Backend.Cpu, () => new Residual(60));
        Assert.Equal(1, exact[1][0]);
        double worst = 0;
        for (int i = 0; i < exact.Count; i++)
        {
            // Rounding grows with every layer; relative to the largest of a tensor.
            double scale = 1e-3 + exact[i].Max(Math.Abs);
            for (int k = 0; k < exact[i].Length; k++) worst = Math.Max(worst, Math.Abs(exact[i][k] - fast[i][k]) / scale);
        }
        Assert.True(worst < 5e-4, $"largest difference {worst:g3}");
    }
}
