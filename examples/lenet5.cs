#!/usr/bin/env dotnet
#:project ../src/Fovea/Fovea.csproj
#:property PublishAot=false

// LeNet-5 learns handwritten digits, from the model to the trained weights, in one file: dotnet run -c Release examples/lenet5.cs
using Fovea.Data;
using Fovea.Layers;
using Fovea.Optimizers;
using Fovea.Schedules;
using Fovea.Tensors;
using Fovea.Training;

DataSet digits = new Digits(count: 20_000, seed: 1), test = new Digits(count: 4_000, seed: 1, train: false);
(DataSet train, DataSet validation) = digits.Split(heldOut: 2_000, seed: 1);

LeNet model = new();
Trainer trainer = new(model, new Sgd(model.Parameters(), learningRate: 0.02), new Plateau(), new DataLoader(train, batchSize: 64, shuffle: true, seed: 1), validation)
{
    Epochs = 4,
    AfterEpoch = epoch => Console.WriteLine($"epoch {epoch.Epoch}: training loss {epoch.TrainLoss:f3}, validation accuracy {epoch.Validation!.Accuracy:p1}"),
};
trainer.Run();

Evaluation result = Evaluation.Of(model, test);
Console.WriteLine($"test accuracy {result.Accuracy:p2} on {result.Count} digits, {model.Parameters().Sum(parameter => parameter.Shape.Count):n0} parameters");

/// <summary>A model reads like its figure: layers with the shapes beside them, then the way through them. Nothing is registered.</summary>
sealed class LeNet : Module
{
    readonly Conv2d conv1 = new(1, 6, kernelSize: 5, padding: 2);      // 28x28x1 -> 28x28x6
    readonly Conv2d conv2 = new(6, 16, kernelSize: 5);                 // 14x14x6 -> 10x10x16
    readonly Linear fc1 = new(5 * 5 * 16, 120), fc2 = new(120, 84), fc3 = new(84, 10);

    public override Tensor Forward(Tensor x)
    {
        x = conv1.Forward(x).Relu().MaxPool2d(2);
        x = conv2.Forward(x).Relu().MaxPool2d(2).Flatten();
        return fc3.Forward(fc2.Forward(fc1.Forward(x).Relu()).Relu());
    }
}
