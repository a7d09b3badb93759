using Fovea.Layers;
using Fovea.Losses;
using Fovea.Models;
using Fovea.Optimizers;
using Fovea.Tensors;

namespace Fovea.Bench;

/// <summary>A network as the peers time it: inference of one image and of a batch, and a step of gradient descent with momentum.</summary>
/// <param name="Name">The name that peers know it by.</param>
/// <param name="Model">The name in the registry; null for SRCNN, which is not a classifier.</param>
/// <param name="Inference">Images of the larger inference.</param>
/// <param name="Training">Images of a training step.</param>
sealed record NetworkCase(string Name, string? Model, int Inference, int Training)
{
    public static IReadOnlyList<NetworkCase> All { get; } =
    [
        new("lenet5", "lenet5", 128, 128), new("srcnn", null, 128, 128), new("alexnet", "alexnet", 16, 32), new("vgg16", "vgg16", 4, 4), new("googlenet", "googlenet", 16, 16),
        new("resnet18", "resnet18", 16, 16), new("resnet50", "resnet50", 8, 8), new("resnext50", "resnext50_32x4d", 8, 8), new("vit_b_16", "vit_b_16", 4, 4),
    ];

    bool IsSmall => Model is null or "lenet5";

    Shape Input => Model is null ? [33, 33, 1] : ModelRegistry.Get(Model).Input;

    /// <summary>Runs that a median is taken of.</summary>
    int Runs(int small) => IsSmall ? small : 5;

    /// <summary>The milliseconds of an inference of so many images, and its multiply-adds.</summary>
    public (double Milliseconds, double MultiplyAdds) Infer(int batch)
    {
        Module model = Make();
        model.Train(false);
        Function infer = new(model.Forward);
        Tensor[] x = [RandomTensor.Of([batch, .. Input])], y = [Tensor.Allocate(infer.Prepare(x)[0])];
        return (Timing.Median(() => infer.Run(x, y), Runs(101)), MultiplyAdds(infer.Plan(x)));
    }

    /// <summary>The milliseconds of a training step, and its multiply-adds.</summary>
    public (double Milliseconds, double MultiplyAdds) Train()
    {
        (Function step, Tensor[] input, Tensor[] output) = Step();
        return (Timing.Median(() => step.Run(input, output), IsSmall ? 51 : 3), MultiplyAdds(step.Plan(input)));
    }

    /// <summary>A training step, ready to run.</summary>
    public (Function Step, Tensor[] Input, Tensor[] Output) Step()
    {
        Module model = Make();
        model.Train();
        Sgd optimizer = new(model.Parameters(), 0.01, momentum: 0.9);
        Function step = new(x =>
        {
            Tensor y = model.Forward(x[0]), loss = Model is null ? (y - x[1]).Square().Mean() : Loss.CrossEntropy(y, x[1]);
            optimizer.Step(loss);
            return [loss];
        });
        Random random = new(1);
        Tensor target = Model is null ? RandomTensor.Of([Training, .. Input]) : Tensor.From([.. Enumerable.Range(0, Training).Select(_ => (float)random.Next(10))], [Training]);
        return (step, [RandomTensor.Of([Training, .. Input]), target], [Tensor.Allocate(Shape.Scalar)]);
    }

    Module Make() => Model is not null ? ModelRegistry.Get(Model).Create()
        : new Sequential(new Conv2d(1, 64, 9, padding: 4), new Relu(), new Conv2d(64, 32, 5, padding: 2), new Relu(), new Conv2d(32, 1, 5, padding: 2));

    static double MultiplyAdds(IEnumerable<PlanStep> steps) => steps.Sum(step => (double)step.MultiplyAdds);
}
